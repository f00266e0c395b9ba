# Writes OUTPUT, a C++ file that defines dmatidy::NAME as the text of INPUTS.
set(text "")
foreach(input ${INPUTS})
  file(READ ${input} part)
  string(APPEND text "${part}")
endforeach()
# A compiler must accept only 64 KiB in one literal; neighbours are joined.
string(LENGTH "${text}" length)
set(literals "")
set(at 0)
while(at LESS length)
  string(SUBSTRING "${text}" ${at} 8000 part)
  string(APPEND literals "    R\"~~~~(${part})~~~~\"\n")
  math(EXPR at "${at} + 8000")
endwhile()
file(WRITE ${OUTPUT}
     "namespace dmatidy {\nextern const char *const ${NAME};\nconst char *const ${NAME} =\n${literals};\n}\n")
