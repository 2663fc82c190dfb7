import { parseDocument, type Document } from 'yaml'
import { RolecallError } from '../../core/errors.js'
import { isObject } from '../../core/json.js'
import { printable } from '../../core/printable.js'

/**
 * The contents of a kubeconfig.
 * @throws RolecallError 'config' if it is not one document of YAML with a map
 */
export function parseKubeconfig(text: string, path: string): Record<string, unknown> {
  const contents: unknown = kubeconfigDocument(text, path).toJS()
  if (contents === null || contents === undefined) return {}
  if (isObject(contents)) return contents
  throw notKubeconfigError(path, 'it has no map')
}

/** The same with its places in the text. @throws RolecallError 'config' */
export function kubeconfigDocument(text: string, path: string): Document.Parsed {
  const document = parseDocument(text, { prettyErrors: true })
  const [error] = document.errors
  // The first line of the message says what and where; the others quote the file.
  if (error) throw notKubeconfigError(path, (error.message.split('\n')[0] ?? '').replace(/:$/, ''))
  return document
}

function notKubeconfigError(path: string, why: string): RolecallError {
  return new RolecallError('config', `${printable(path)} is not a kubeconfig: ${why}`, {
    hint: 'check it with kubectl config view; rolecall has written nothing',
  })
}
