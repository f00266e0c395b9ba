" A finding in Vim: in the quickfix list of :make, and by ALE, which speaks to dma-clangd. Run by check-editors in the
" buffer of a real driver. Takes from the environment: SERVER, TIDY, BUILD, CODE (the check), WRONG and RIGHT (what is
" written, what it should be). Writes a line for each step that went as it must, and leaves with 1 at the first that
" did not.
function s:say(what)
  call writefile([a:what], '/dev/stdout', 'a')
endfunction
function s:fail(what)
  call s:say('editor.vim: ' . a:what)
  cquit
endfunction
function s:await(what, is_so)
  let l:tries = 0
  while !eval(a:is_so)
    let l:tries += 1
    if l:tries > 1200
      call s:fail('in vain: ' . a:what)
    endif
    sleep 50m
  endwhile
  call s:say(a:what)
endfunction

let &makeprg = $TIDY . ' -p ' . $BUILD . ' --no-cache %'
set errorformat=%f:%l:%c:\ %trror:\ %m,%f:%l:%c:\ %tarning:\ %m,%f:%l:%c:\ %tote:\ %m,%-G%.%#
silent make!
let s:listed = filter(getqflist(), {_, one -> one.type ==? 'w' && stridx(one.text, $CODE) >= 0})
if empty(s:listed) || fnamemodify(bufname(s:listed[0].bufnr), ':t') !=# expand('%:t')
  call s:fail('nothing of ' . $CODE . ' in the quickfix list: ' . string(getqflist()))
endif
call s:say('the quickfix list has the finding')

function Found()
  return filter(copy(get(g:ale_buffer_info, bufnr(''), {'loclist': []}).loclist),
        \ {_, one -> stridx(get(one, 'code', '') . one.text, $CODE) >= 0})
endfunction
let g:ale_linters_explicit = 1
let g:ale_linters = {'c': ['dma_clangd']}
let g:ale_lint_on_text_changed = 'always'
packadd ale
call ale#linter#Define('c', {
      \ 'name': 'dma_clangd', 'lsp': 'stdio', 'executable': $SERVER,
      \ 'command': '%e --compile-commands-dir=' . $BUILD . ' --background-index=0 --log=error',
      \ 'project_root': $BUILD})
ALELint
call s:await('the finding appears', '!empty(Found())')
let s:line = Found()[0].lnum
for s:number in range(s:line, s:line + 3)
  call setline(s:number, substitute(getline(s:number), $WRONG, $RIGHT, ''))
endfor
ALELint
call s:await('an unsaved edit makes it vanish', 'empty(Found())')
qall!
