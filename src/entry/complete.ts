import { assignedRoles } from '../aws-files/assigned-roles.js'
import { eksClusters, kubeContexts } from '../aws-files/kubeconfig-names.js'
import { CONTROL } from '../core/control-characters.js'
import { REGIONS } from '../core/regions.js'
import { secondsLeft } from '../core/time/freshness.js'
import { readAwsFiles } from '../system/files/aws/read-aws-files.js'
import { kubeconfigPaths } from '../system/files/kubeconfig-paths.js'
import { readTextIfPresent } from '../system/files/read-file.js'
import type { Host } from '../system/host.js'
import { listIndexEntries } from '../secrets/secret-index.js'

/** The names for each completion kind of the command specs. */
const CANDIDATES: Readonly<Record<string, (host: Host, prefix: string) => readonly string[]>> = {
  profile: profilesAndRoles,
  region: () => REGIONS,
  session: profilesWithSessions,
  'kube-context': (host) => kubeconfigTexts(host).flatMap(kubeContexts),
  'kube-cluster': (host) => [...new Set(kubeconfigTexts(host).flatMap(eksClusters))],
}

/**
 * Answers `__complete KIND [PREFIX]`, which the shell completions call at every TAB. Errors give an
 * empty list, because a message would break the user's command line.
 * @returns one name a line; undefined for any other command
 */
export function complete(host: Host): string | undefined {
  const [command, kind = '', prefix = ''] = host.argv
  if (command !== '__complete') return undefined
  try {
    const names = Object.hasOwn(CANDIDATES, kind) ? (CANDIDATES[kind]?.(host, prefix) ?? []) : []
    return names
      .filter((name) => name.startsWith(prefix) && !CONTROL.test(name))
      .map((name) => `${name}\n`)
      .join('')
  } catch {
    return ''
  }
}

/** Profiles, and the roles of IAM Identity Center that `accounts` has remembered. */
function profilesAndRoles(host: Host, prefix: string): string[] {
  const files = readAwsFiles(host)
  const lists = files.evidence.assigned()
  const roles = lists.length === 0 ? [] : assignedRoles(lists).map(({ name }) => name)
  const byNumber = /^\d+$/.test(prefix.split('/')[0] ?? '')
    ? lists.flatMap(({ accounts }) =>
        accounts.flatMap(({ id, roles: names }) => names.map((role) => `${id}/${role}`)),
      )
    : []
  return [...new Set([...files.profileNames(prefix), ...roles, ...byNumber])]
}

function profilesWithSessions(host: Host): string[] {
  const now = host.now()
  const entries = listIndexEntries('session', host.paths.state)
  const alive = entries.filter((entry) => secondsLeft(entry, now) > 0)
  return [...new Set(alive.map(({ profile }) => profile))].sort()
}

const kubeconfigTexts = (host: Host): string[] =>
  kubeconfigPaths(host).map((path) => readTextIfPresent(path))
