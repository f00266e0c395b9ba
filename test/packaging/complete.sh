# usage: complete.sh FILE WORDS... -- what bash's completion in FILE offers for the last of WORDS
source "$1"
shift
COMP_WORDS=(dma-tidy "$@")
COMP_CWORD=$#
compopt() { :; }
_dma_tidy
printf '%s\n' "${COMPREPLY[@]}"
