import { singleQuoted } from '../../../core/shell-word.js'
import { ANY_VERSION, type Candidates, type PathPattern } from './candidates.js'

/** The argument with which the starter only checks that it finds Node and rolecall. */
export const CHECK_FLAG = '--check'

const GONE = 'a profile in the AWS config file runs rolecall, but'
const HINT =
  'hint: install rolecall again and run `rolecall adopt --all`; or delete the credential_process line of the profile, and the rolecall_ before its other keys'

/**
 * The starter as a shell script. Only commands built into the shell are used, and no variable has
 * to be set: SDKs may run it with an empty environment. On failure it prints nothing to stdout,
 * which SDKs parse.
 * @param own where Node, rolecall and its launcher are
 * @param patterns where other versions of them are
 * @param self path of the starter, which must not start itself
 * @param ownFolder where install.sh puts rolecall by default
 */
export function shellStarter(
  own: Candidates,
  patterns: Readonly<Record<keyof Candidates, readonly PathPattern[]>>,
  self: string,
  ownFolder: string,
): string {
  const words = (paths: readonly string[]): string => paths.map(singleQuoted).join(' ')
  // The last match is used, so the surest paths come last.
  const all = (kind: keyof Candidates): string =>
    [...patterns[kind].map(shellPattern), ...own[kind].toReversed().map(singleQuoted)].join(' ')
  return `#!/bin/sh
# Starts rolecall for programs that use AWS. \`rolecall adopt\` writes this file, and writes it again
# if Node or rolecall has moved. Profiles in ~/.aws/config name it in credential_process.
check=
[ "$1" = ${CHECK_FLAG} ] && check=1
start() {
  [ "$check" ] && exit 0
  exec "$@"
}

${own.launcher.length === 0 ? '' : launcherPart(words(own.launcher))}# Where both were when this file was written.
for node in ${words(own.node)}; do
  [ -x "$node" ] || continue
  for script in ${words(own.script)}; do
    [ -f "$script" ] && start "$node" "$script" "$@"
  done
done

# An upgrade has moved them: the folders of other versions.
node= script=
${own.launcher.length === 0 ? '' : upgradedLauncherPart(all('launcher'))}for path in ${all('node')}; do
  [ -f "$path" ] && [ -x "$path" ] && node=$path
done
for path in ${all('script')}; do
  [ -f "$path" ] && script=$path
done
[ "$node" ] && [ "$script" ] && start "$node" "$script" "$@"

# The commands in PATH, and in the folder of install.sh. Relative folders are skipped: the working
# directory may be untrusted.
set -f
IFS=:
for folder in $PATH ${singleQuoted(ownFolder)}; do
  case $folder in /*) ;; *) continue ;; esac
  path=$folder/rolecall
  [ "$path" = ${singleQuoted(self)} ] && continue
  [ -f "$path" ] && [ -x "$path" ] || continue
  # A script needs Node, that of its package or one in PATH. The launcher, an ELF file, finds it.
  first=
  read -r first <"$path" 2>/dev/null
  case $first in
    *ELF*) ;;
    *) [ -x "\${folder%/*}/lib/rolecall/node/bin/node" ] || command -v node >/dev/null || continue ;;
  esac
  start "$path" "$@"
done

gone='rolecall is no longer installed'
[ "$script" ] && gone='Node.js is no longer installed'
[ "$check" ] || echo "rolecall: ${GONE} $gone" >&2
[ "$check" ] || echo ${singleQuoted(HINT)} >&2
exit 1
`
}

/** The launcher finds Node and rolecall by itself, so a check is about those. */
const launcherPart = (
  paths: string,
): string => `# The launcher answers from the session cache, and runs rolecall for all else.
for launcher in ${paths}; do
  [ "$check" ] || [ ! -f "$launcher" ] || [ ! -x "$launcher" ] || exec "$launcher" "$@"
done

`

const upgradedLauncherPart = (paths: string): string => `launcher=
for path in ${paths}; do
  [ -f "$path" ] && [ -x "$path" ] && launcher=$path
done
[ "$launcher" ] && [ ! "$check" ] && exec "$launcher" "$@"
`

/** A pattern as a word of a shell: only the asterisks are outside the quotes. */
function shellPattern(pattern: PathPattern): string {
  return pattern.map((part) => (part === ANY_VERSION ? '*' : singleQuoted(part))).join('')
}

/**
 * The starter as a script for Node, for Windows, where programs cannot start shell scripts. The
 * path of Node is stable there.
 */
export function nodeStarter({ script }: Candidates): string {
  return `// Starts rolecall for programs that use AWS. \`rolecall adopt\` writes this file, and writes it
// again if rolecall has moved. Profiles in .aws\\config name it in credential_process.
const { existsSync } = require('node:fs')
const { dirname, join } = require('node:path')

const inPackages = join('node_modules', 'rolecall', 'bin', 'rolecall.js')
const script = [
  ...${JSON.stringify(script)},
  join(dirname(process.execPath), inPackages),
  join(process.env.APPDATA || dirname(process.execPath), 'npm', inPackages),
].find((path) => existsSync(path))

if (process.argv[2] === '${CHECK_FLAG}') {
  process.exitCode = script ? 0 : 1
} else if (script) {
  process.argv[1] = script
  require(script)
} else {
  process.stderr.write(${JSON.stringify(`rolecall: ${GONE} rolecall is no longer installed\n${HINT}\n`)})
  process.exitCode = 1
}
`
}
