import { shellWord } from '../../../core/shell-word.js'
import { envVar } from '../../../core/env.js'
import { entriesOf, inspect, isWritable } from '../../../system/files/inspect.js'
import { dirname, join } from '../../../system/path.js'
import { STATE_PATHS } from '../../../system/state-paths.js'
import type { Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** Who can read and write the files and folders with secrets, and those that run commands. */
export function permissions({ host, files }: Examined): Finding[] {
  const { paths, env } = host
  const { config, credentials } = files()
  const secret = [config, credentials]
    .filter(({ text }) => SECRET.test(text))
    .map(({ path }) => path)
  const keyFile = envVar(env, 'ROLECALL_KEY_FILE', 'ROLECALL_PASSPHRASE_FILE')
  return [
    ...[config.path, credentials.path].flatMap((path) => fileFinding(path, secret.includes(path))),
    ...folderFinding(dirname(config.path), 'fault'),
    ...folderFinding(join(paths.home, '.aws', 'sso', 'cache'), 'fault'),
    ...entriesOf(join(paths.home, '.aws', 'sso', 'cache')).flatMap((path) =>
      fileFinding(path, true),
    ),
    ...(keyFile === undefined ? [] : fileFinding(keyFile, true)),
    ...stateFindings(paths.state),
  ]
}

/**
 * Files and folders of rolecall's own. It reads none that others could have written, so that after
 * a run with sudo, for example, sessions are missing without a word.
 */
function stateFindings(state: string): Finding[] {
  const own = folderFinding(state, 'privacyFault')
  if (own.length > 0) return own
  const folders = Object.values(STATE_PATHS).map((name) => join(state, name))
  const paths = [...folders, ...folders.flatMap(entriesOf)]
  const isFaulty = (path: string, fault: string): boolean => inspect(path)?.privacyFault === fault
  const strange = paths.filter((path) => isFaulty(path, 'foreign'))
  const [first, ...others] = strange
  const found: Finding[] = paths
    .filter((path) => isFaulty(path, 'writable'))
    .flatMap((path) => [...folderFinding(path, 'privacyFault'), ...fileFinding(path, true)])
  if (first === undefined) return found
  if (others.length === 0) return [...found, foreign(first)]
  const message = `${first} and ${others.length} more of rolecall's files belong to another user`
  return [...found, { ...foreign(state), message }]
}

const SECRET =
  /^\s*(rolecall_)?(aws_secret_access_key|aws_session_token|oidc_client_secret)\s*[=:]\s*\S/im

function fileFinding(path: string, isSecret: boolean): Finding[] {
  const found = inspect(path)
  if (!found?.isFile) return []
  const { fault, isOpen, mode } = found
  if (fault === 'foreign') return [foreign(path)]
  if (fault !== 'writable' && !(isSecret && isOpen)) return []
  const wanted = isSecret ? mode & 0o700 : mode & 0o755
  const what = fault === 'writable' ? 'can be written' : 'can be read'
  return [opened(path, wanted, `${path} ${what} by other users`, fault === 'writable')]
}

function folderFinding(path: string, kind: 'fault' | 'privacyFault'): Finding[] {
  const found = inspect(path)
  if (!found?.isFolder) return []
  if (found[kind] === 'foreign') return [foreign(path)]
  if (found[kind] !== 'writable') return []
  const message = `the folder ${path} can be written by other users, who can replace the files in it`
  return [opened(path, found.mode & 0o755, message, true)]
}

function opened(path: string, mode: number, message: string, isError: boolean): Finding {
  return {
    severity: isError ? 'error' : 'warning',
    message,
    hint: isError
      ? 'check its contents, then remove the access of other users'
      : 'remove the access of other users',
    command: `chmod ${mode.toString(8)} ${shellWord(path)}`,
    file: { path },
    fix: { kind: 'mode', path, mode },
  }
}

function foreign(path: string): Finding {
  return {
    severity: 'error',
    message: `${path} belongs to another user`,
    hint: 'check its contents, then make yourself its owner',
    command: `sudo chown -R "$(id -u):$(id -g)" ${shellWord(path)}`,
    file: { path },
  }
}

/** Whether rolecall can write where it keeps the index of sessions. */
export function writableState({ host }: Examined): Finding[] {
  const { state } = host.paths
  let nearest = state
  while (!inspect(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest)
  if (isWritable(nearest)) return []
  return [
    {
      severity: 'warning',
      message: `${nearest} is not writable, so rolecall stores no session, and every command gets its own`,
      hint: 'make the folder writable, or choose another one',
      command: 'export XDG_STATE_HOME="$(mktemp -d)"',
      file: { path: nearest },
    },
  ]
}
