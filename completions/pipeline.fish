# Completion for fish. In ~/.config/fish/config.fish: pipeline completion fish | source
function __pipeline_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    $words[1] complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c pipeline -f -a '(__pipeline_candidates)'
