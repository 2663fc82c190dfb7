import { isObject } from '../../core/json.js'
import { kubeconfigPaths } from '../../system/files/kubeconfig-paths.js'
import { readTextIfPresent } from '../../system/files/read-file.js'
import type { Host } from '../../system/host.js'
import { parseKubeconfig } from './kubeconfig-text.js'

/** One file of the kubeconfig. */
export interface KubeconfigFile {
  path: string
  /** '' for a missing file. */
  text: string
  users: Named[]
  contexts: Named[]
}

/** An entry of a list, such as `users`. */
export interface Named {
  name: string
  /** What is below the key that the list has for it, such as `user`. */
  value: Readonly<Record<string, unknown>>
}

/**
 * Reads the files of KUBECONFIG, else ~/.kube/config, in the order of kubectl: the first file that
 * has an entry decides (Kubernetes, "Organizing Cluster Access Using kubeconfig Files").
 * @throws RolecallError 'config' for a file that is not YAML
 */
export function readKubeconfig(host: Host): KubeconfigFile[] {
  return kubeconfigPaths(host).map((path) => {
    const text = readTextIfPresent(path)
    const config = parseKubeconfig(text, path)
    return {
      ...{ path, text },
      users: namedIn(config['users'], 'user'),
      contexts: namedIn(config['contexts'], 'context'),
    }
  })
}

/** The file for new entries: as kubectl chooses, the first that exists, else the last. */
export function fileForNewEntries(files: readonly KubeconfigFile[]): KubeconfigFile | undefined {
  return files.find(({ text }) => text !== '') ?? files.at(-1)
}

function namedIn(list: unknown, key: string): Named[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown) => {
    if (!isObject(item) || typeof item['name'] !== 'string') return []
    const value = item[key]
    return [{ name: item['name'], value: isObject(value) ? value : {} }]
  })
}
