import { RolecallError } from '../../core/errors.js'
import { canonicalJson, isObject } from '../../core/json.js'
import { printable } from '../../core/printable.js'

/** A user of a kubeconfig that runs rolecall, and the context that is to use it. */
export interface KubeUser {
  name: string
  /** Words of the command: the program first. */
  command: readonly string[]
  /** A context in the same file that has another user, or none. */
  context?: string | undefined
}

/**
 * Compares what the file means before and after: a shared part (an anchor of YAML) could change
 * another entry too.
 * @param path of the file, for the error
 * @throws RolecallError 'config' if anything but the user and its context has changed
 */
export function refuseOtherChanges(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  user: KubeUser,
  path: string,
): void {
  const isUserRight = commandOf(after, user.name).join('\0') === user.command.join('\0')
  if (isUserRight && sameJson(withoutEdited(before, user), withoutEdited(after, user))) return
  throw new RolecallError(
    'config',
    `${printable(path)} is written in a way that rolecall cannot edit safely`,
    {
      hint: `nothing was written; as user ${printable(user.name)}, add by hand what docs/kubernetes.md shows`,
    },
  )
}

function commandOf(config: Record<string, unknown>, name: string): unknown[] {
  const item = listIn(config, 'users').find((each) => isObject(each) && each['name'] === name)
  const user = isObject(item) ? item['user'] : undefined
  const exec = isObject(user) ? user['exec'] : undefined
  if (!isObject(exec)) return []
  return [exec['command'], ...(Array.isArray(exec['args']) ? (exec['args'] as unknown[]) : [])]
}

function withoutEdited(config: Record<string, unknown>, user: KubeUser): unknown {
  const users = listIn(config, 'users').filter(
    (each) => !isObject(each) || each['name'] !== user.name,
  )
  const contexts = listIn(config, 'contexts').map((each) => {
    if (!isObject(each) || each['name'] !== user.context || user.context === undefined) return each
    const context = isObject(each['context']) ? each['context'] : {}
    return { ...each, context: { ...context, user: undefined } }
  })
  return { ...config, users, contexts, apiVersion: undefined, kind: undefined }
}

function listIn(config: Record<string, unknown>, key: string): unknown[] {
  return Array.isArray(config[key]) ? config[key] : []
}

/** Whether both are there and mean the same. */
export const sameJson = (one: unknown, other: unknown): boolean =>
  one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other)
