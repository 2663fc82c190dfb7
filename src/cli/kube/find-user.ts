import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { shellWord } from '../../core/shell-word.js'
import type { Host } from '../../system/host.js'
import { typedCommand } from '../typed-command.js'
import { fileForNewEntries, type KubeconfigFile, type Named } from './kubeconfig-files.js'

/** Where a user of a cluster is, or will be. */
export interface UserPlace {
  file: KubeconfigFile
  name: string
  /** The context in this file that is to use it, if it uses another user now. */
  context?: string
  /** False if nothing in the kubeconfig uses the user yet. */
  isUsed: boolean
}

/** A context, and the file that decides about it. */
interface Placed {
  file: KubeconfigFile
  context: Named
}

/**
 * Finds the user through which kubectl reaches a cluster.
 * @param cluster its name in EKS
 * @param wanted the name of a context; without it the contexts of the cluster are searched
 * @param host whose command line a hint repeats
 * @throws RolecallError 'usage' if there is no such context, or if several users reach the cluster
 */
export function findUser(
  files: readonly KubeconfigFile[],
  cluster: string,
  wanted: string | undefined,
  host: Pick<Host, 'argv'>,
): UserPlace | undefined {
  const contexts = firstOfEach(files)
  if (wanted !== undefined) {
    const found = contexts.find(({ context }) => context.name === wanted)
    if (found) return placeOf(found, contexts, files, cluster)
    throw unknownContextError(wanted, contexts, cluster)
  }
  const ofCluster = contexts.filter(({ context }) => isOfCluster(context, cluster, files))
  const users = new Set(ofCluster.map(({ context }) => context.value['user']))
  if (users.size > 1) throw severalUsersError(cluster, ofCluster, host)
  const [found] = ofCluster
  if (found) return placeOf(found, contexts, files, cluster)
  const file = files.find(({ users: all }) => all.some(({ name }) => name === cluster))
  const home = file ?? fileForNewEntries(files)
  return home && { file: home, name: cluster, isUsed: false }
}

function firstOfEach(files: readonly KubeconfigFile[]): Placed[] {
  const all = files.flatMap((file) => file.contexts.map((context) => ({ file, context })))
  return all.filter(
    ({ context }, at) => all.findIndex((each) => each.context.name === context.name) === at,
  )
}

function placeOf(
  { file, context }: Placed,
  contexts: readonly Placed[],
  files: readonly KubeconfigFile[],
  cluster: string,
): UserPlace {
  const { user, cluster: entry } = context.value
  const name = typeof user === 'string' && user !== '' ? user : undefined
  const isShared = contexts.some(
    (other) =>
      name !== undefined &&
      other.context.value['user'] === name &&
      other.context.value['cluster'] !== entry,
  )
  // A user of other clusters stays what it is.
  if (name === undefined || isShared) {
    return { file, name: newName(cluster, files), context: context.name, isUsed: true }
  }
  const holder = files.find(({ users }) => users.some((each) => each.name === name))
  return { file: holder ?? file, name, isUsed: true }
}

function newName(cluster: string, files: readonly KubeconfigFile[]): string {
  const isTaken = files.some(({ users }) => users.some(({ name }) => name === cluster))
  return isTaken ? `rolecall-${cluster}` : cluster
}

/**
 * The AWS CLI names a cluster entry by its ARN, eksctl `NAME.REGION.eksctl.io`. Others may name it
 * as they like: then the command of the user says which cluster it is.
 */
function isOfCluster(context: Named, cluster: string, files: readonly KubeconfigFile[]): boolean {
  const { cluster: entry, user } = context.value
  const name = typeof entry === 'string' ? entry : ''
  if (name === cluster || name.endsWith(`:cluster/${cluster}`)) return true
  if (name.startsWith(`${cluster}.`) && name.endsWith('.eksctl.io')) return true
  const found = files.flatMap(({ users }) => users).find((each) => each.name === user)
  const exec = found?.value['exec']
  const args = (exec as { args?: unknown } | undefined)?.args
  return Array.isArray(args) && namesCluster(args.map(String), cluster)
}

const CLUSTER_FLAGS = ['--cluster', '--cluster-name', '--cluster-id', '-i']

function namesCluster(args: readonly string[], cluster: string): boolean {
  return args.some((word, at) =>
    CLUSTER_FLAGS.some(
      (flag) => (word === flag && args[at + 1] === cluster) || word === `${flag}=${cluster}`,
    ),
  )
}

function unknownContextError(
  name: string,
  contexts: readonly Placed[],
  cluster: string,
): RolecallError {
  const names = contexts.map(({ context }) => context.name)
  const alias = `--name ${shellWord(cluster)} --alias ${shellWord(name)}`
  return new RolecallError('usage', `the kubeconfig has no context ${printable(name)}`, {
    hint:
      names.length === 0
        ? `it has none; the AWS CLI writes one: aws eks update-kubeconfig ${alias}`
        : `it has ${listed(names)}`,
  })
}

function severalUsersError(
  cluster: string,
  contexts: readonly Placed[],
  host: Pick<Host, 'argv'>,
): RolecallError {
  const names = contexts.map(({ context }) => context.name)
  const what = `several users reach cluster ${cluster}, in the contexts ${listed(names)}`
  return new RolecallError('usage', what, {
    hint: `choose one context: ${typedCommand(host, '--context', names[0] ?? '')}`,
  })
}

const MAX_LISTED = 8

function listed(names: readonly string[]): string {
  const more = names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : ''
  return names.slice(0, MAX_LISTED).map(printable).join(', ') + more
}
