# The same program once more, for packages: of the machine it runs on it needs the C library alone.
#   add_self_contained(PROGRAM SOURCE...)   makes PROGRAM-packaged, named PROGRAM in packaged/bin; built when asked for
file(GLOB archives ${LLVM_LIBRARY_DIRS}/libclang*.a ${LLVM_LIBRARY_DIRS}/libLLVM*.a)
foreach(library libsqlite3.a libzstd.a libz.a)
  find_library(${library} ${library} REQUIRED)
  list(APPEND archives ${${library}})
endforeach()
add_library(dma-self-contained INTERFACE)
# Of what LLVM refers to, all but Z3, which the analyzer is never told to use.
target_sources(dma-self-contained INTERFACE $<TARGET_OBJECTS:dma-checkers-objects> ${CMAKE_CURRENT_LIST_DIR}/NoSolver.cpp)
target_link_libraries(dma-self-contained INTERFACE dma-driver ${archives} m dl)
target_link_options(dma-self-contained INTERFACE
  -fuse-ld=lld -static-libstdc++ -static-libgcc LINKER:--gc-sections,--strip-all)

function(add_self_contained program)
  add_executable(${program}-packaged EXCLUDE_FROM_ALL ${ARGN})
  set_target_properties(${program}-packaged PROPERTIES
    OUTPUT_NAME ${program} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/packaged/bin)
  target_link_libraries(${program}-packaged PRIVATE dma-self-contained)
endfunction()
