/*
 * Names in a kubeconfig, for completion. It is read line by line, in the form in which kubectl, the
 * AWS CLI and eksctl write it: a library for YAML would take longer to load than a TAB may take.
 */

/** The names of its contexts. */
export const kubeContexts = (text: string): string[] => namesIn(text, 'contexts')

/** The names of its EKS clusters: of cluster entries, and of commands that get tokens. */
export function eksClusters(text: string): string[] {
  const entries = namesIn(text, 'clusters').flatMap((name) => {
    const [, byArn, byEksctl] =
      /:cluster\/([\w-]+)$|^([\w-]+)\.[\w-]+\.eksctl\.io$/.exec(name) ?? []
    return byArn ?? byEksctl ?? []
  })
  const commands = [...text.matchAll(CLUSTER_FLAG)].map(([, name = '']) => name)
  return [...new Set([...entries, ...commands])]
}

/** A flag and its value, in a list of arguments with one in each line. */
const CLUSTER_FLAG = /^ *- (?:--cluster(?:-name|-id)?|-i)\n *- ["']?([\w-]+)["']?$/gm

function namesIn(text: string, list: string): string[] {
  const names: string[] = []
  let [isInside, indent] = [false, '']
  for (const line of text.split(/\r?\n/)) {
    if (/^[^\s#-]/.test(line)) [isInside, indent] = [new RegExp(`^${list}:\\s*$`).test(line), '']
    else if (isInside) {
      // The first item says how far the list is indented; other lists are further in.
      const [, before, start = '', value] = /^( *)(- )?(?:name: +(.+?))?\s*$/.exec(line) ?? []
      indent ||= /^( *)- /.exec(line)?.[1]?.concat('- ') ?? ''
      if (value !== undefined && (before ?? '').length + start.length === indent.length) {
        names.push(unquoted(value))
      }
    }
  }
  return names
}

const unquoted = (value: string): string =>
  /^"([^"\\]*)"|^'([^']*)'/
    .exec(value)
    ?.slice(1)
    .find((each) => each !== undefined) ?? value.replace(/\s#.*$/, '')
