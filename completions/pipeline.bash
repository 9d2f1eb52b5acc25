# Completion for bash. In ~/.bashrc: eval "$(pipeline completion bash)"
_pipeline() {
  local line="${COMP_LINE:0:COMP_POINT}" words current kept candidate
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current="${words[${#words[@]} - 1]}"
  # Bash takes a word apart at characters such as = and @, and has only its last part replaced.
  kept="${current%"${current##*[$COMP_WORDBREAKS]}"}"
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    COMPREPLY+=("${candidate#"$kept"}")
  done < <("${words[0]}" complete -- "${words[@]:1}" 2> /dev/null)
  [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace 2> /dev/null
  return 0
}
complete -o default -F _pipeline pipeline
