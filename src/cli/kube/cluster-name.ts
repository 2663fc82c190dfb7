import { RolecallError } from '../../core/errors.js'

/** Of the name of a cluster (EKS API reference, CreateCluster), and of a UUID on Outposts. */
const CLUSTER = /^[0-9A-Za-z][\w-]{0,99}$/

/**
 * The name given by `--cluster`.
 * @param example a command line with it, for the hint
 * @throws RolecallError 'usage'
 */
export function checkedCluster(cluster: string | undefined, example: string): string {
  if (cluster !== undefined && CLUSTER.test(cluster)) return cluster
  const what = cluster === undefined ? 'no cluster was given' : 'this is not the name of a cluster'
  throw new RolecallError('usage', what, {
    hint: `aws eks list-clusters lists them: ${example}`,
  })
}
