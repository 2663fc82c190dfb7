import { envVar } from '../../core/env.js'
import type { Host } from '../host.js'
import { join } from '../path.js'

/** The files of KUBECONFIG, else ~/.kube/config, in the order in which kubectl reads them. */
export function kubeconfigPaths({ env, paths, platform }: Host): string[] {
  const listed = (envVar(env, 'KUBECONFIG') ?? '')
    .split(platform === 'win32' ? ';' : ':')
    .filter((path) => path !== '')
  return listed.length > 0 ? [...new Set(listed)] : [join(paths.home, '.kube', 'config')]
}
