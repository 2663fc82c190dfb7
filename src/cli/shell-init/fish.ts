import { TEXT_FLAGS } from './posix.js'

/**
 * The functions for fish. It has no clock, but `path mtime` (fish 3.6) gives the time of change and
 * the age of a file, which add up to now.
 */
export const fish = String.raw`# rolecall: in ~/.config/fish/config.fish, rolecall init fish | source
function rolecall
    if test "$argv[1]" = use; and not string match -qr -- '${TEXT_FLAGS.regex}' $argv
        set -l lines (ROLECALL_SHELL=fish command rolecall $argv)
        or return
        string join \n -- $lines | source
    else
        command rolecall $argv
    end
end

function rolecall_prompt
    set -l last $status
    if not set -q ROLECALL_PROFILE
        set -eg ROLECALL_PROMPT
        return $last
    end
    set -l name $ROLECALL_PROFILE
    test -z "$ROLECALL_LIMIT"; or set name "$name ($ROLECALL_LIMIT)"
    set -gx ROLECALL_PROMPT $name
    string match -qr '^[0-9]+$' -- "$ROLECALL_EXPIRES"
    or return $last
    set -l now (math (path mtime /) + (path mtime --relative /) 2>/dev/null)
    or return $last
    set -l left (math -s0 "($ROLECALL_EXPIRES - $now) / 60")
    if test $left -ge 60
        set ROLECALL_PROMPT "$name "(math -s0 $left / 60)h(math $left % 60)m
    else if test $ROLECALL_EXPIRES -gt $now
        test $left -gt 0; or set left '<1'
        set ROLECALL_PROMPT "$name $left"m
    else if test "$AWS_PROFILE" != "$ROLECALL_PROFILE"
        set ROLECALL_PROMPT "$name expired"
    end
    return $last
end
`
