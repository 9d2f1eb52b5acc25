#compdef pipeline
# Completion for zsh. In ~/.zshrc, after compinit: eval "$(pipeline completion zsh)"
_pipeline() {
  local line text about
  local -a whole begun
  for line in "${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2> /dev/null)}"; do
    text="${line%%$'\t'*}" about="${line#*$'\t'}"
    if [[ $text == */ ]]; then begun+=("$text")
    elif [[ -n $text ]]; then whole+=("${text//:/\\:}${about:+:$about}")
    fi
  done
  (( $#begun )) && compadd -S '' -- "${begun[@]}"
  (( $#whole )) && _describe -t values value whole
  (( $#begun + $#whole )) || _files
}
compdef _pipeline pipeline
