# bash completion for dma-tidy
_dma_tidy() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  # bash splits at '='.
  if [ "$cur" = "=" ]; then
    cur=
  elif [ "$prev" = "=" ]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  case $prev in
  --checks | --explain | --warnings-as-errors)
    COMPREPLY=($(compgen -W "$(dma-tidy --list-checks 2>/dev/null | cut -d' ' -f1)" -- "$cur")) ;;
  --min-confidence | --fail-on)
    COMPREPLY=($(compgen -W "low medium high" -- "$cur")) ;;
  --format)
    COMPREPLY=($(compgen -W "text json sarif html github" -- "$cur")) ;;
  --color)
    COMPREPLY=($(compgen -W "true false" -- "$cur")) ;;
  *)
    case $cur in
    -*)
      COMPREPLY=($(compgen -W "-p -j --checks= --min-confidence= --model= --config= --config-file= --dump-config
        --all-units --max-nodes= --format= --output= --diff= --baseline= --write-baseline=
        --warnings-as-errors= --fail-on= --fix --export-fixes= --timeout= --cache-dir= --cache-size=
        --no-cache --shard= --kbuild --verbose --color= --list-checks --explain= --verify-model --help
        --version" -- "$cur"))
      [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace ;;
    *)
      COMPREPLY=($(compgen -f -- "$cur")) ;;
    esac ;;
  esac
}
complete -o filenames -F _dma_tidy dma-tidy
