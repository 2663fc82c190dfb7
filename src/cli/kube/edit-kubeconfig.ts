import { RolecallError } from '../../core/errors.js'
import { isObject } from '../../core/json.js'
import { printable } from '../../core/printable.js'
import { addToYamlList, removeFromYaml, setInYaml, type YamlPath } from './edit-yaml.js'
import { kubeconfigDocument, parseKubeconfig } from './kubeconfig-text.js'
import type { YamlValue } from './yaml-lines.js'
import { type KubeUser, refuseOtherChanges, sameJson } from './refuse-other-changes.js'

/** Keys of a user that say whom it acts as. The others are credentials, which exec replaces. */
const KEPT_KEYS = /^(exec|as|as-uid|as-groups|as-user-extra|extensions)$/

/** Variables that would choose another profile for the command. */
const PROFILE_VARIABLES = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']

/** A text that has been edited, for the same changes to be made to a copy of its contents. */
interface Edit {
  text: string
  path: string
}

/**
 * Writes a user into a kubeconfig. Comments, order, unknown keys and all other bytes are kept.
 * @param path of the file, for errors
 * @throws RolecallError 'config' if the text cannot be edited without a risk to other entries
 */
export function editKubeconfig(text: string, user: KubeUser, path: string): string {
  const before = parseKubeconfig(text, path)
  const edit: Edit = { text, path }
  if (text.trim() === '') edit.text = 'apiVersion: v1\nkind: Config\n'
  const at = indexOf(before, 'users', user.name)
  if (at === -1) addUser(edit, user)
  else changeUser(edit, at, user)
  const context = user.context === undefined ? -1 : indexOf(before, 'contexts', user.context)
  if (context !== -1) set(edit, ['contexts', context, 'context', 'user'], user.name)
  refuseOtherChanges(before, parseKubeconfig(edit.text, path), user, path)
  return edit.text
}

function addUser(edit: Edit, { name, command }: KubeUser): void {
  const [program = '', ...args] = command
  const exec = {
    apiVersion: API_VERSION,
    args,
    command: program,
    interactiveMode: INTERACTIVE_MODE,
  }
  const item = { name, user: { exec } }
  edit.text = addToYamlList(edit.text, document(edit), 'users', item)
}

/** kubectl has it since 1.22. */
const API_VERSION = 'client.authentication.k8s.io/v1'

/** The terminal is used for a code if there is one, and `kubectl apply -f -` works too. */
const INTERACTIVE_MODE = 'IfAvailable'

function changeUser(edit: Edit, at: number, { command }: KubeUser): void {
  const [program = '', ...args] = command
  const user: YamlPath = ['users', at, 'user']
  const old = objectAt(edit, user)
  const exec = objectAt(edit, [...user, 'exec'])
  if (Object.keys(exec).length === 0) {
    const fresh = { apiVersion: API_VERSION, args, command: program }
    set(edit, [...user, 'exec'], { ...fresh, interactiveMode: INTERACTIVE_MODE })
  } else {
    set(edit, [...user, 'exec', 'apiVersion'], API_VERSION)
    set(edit, [...user, 'exec', 'args'], args)
    set(edit, [...user, 'exec', 'command'], program)
    set(edit, [...user, 'exec', 'interactiveMode'], INTERACTIVE_MODE)
    removeProfileVariables(edit, [...user, 'exec', 'env'], exec['env'])
  }
  for (const key of Object.keys(old).filter((each) => !KEPT_KEYS.test(each))) {
    edit.text = removeFromYaml(edit.text, document(edit), [...user, key])
  }
}

function removeProfileVariables(edit: Edit, path: YamlPath, env: unknown): void {
  const all: unknown[] = Array.isArray(env) ? env : []
  const isOfProfile = (each: unknown): boolean =>
    isObject(each) && PROFILE_VARIABLES.some((name) => name === each['name'])
  const remove = (at: YamlPath): void => {
    edit.text = removeFromYaml(edit.text, document(edit), at)
  }
  if (all.length > 0 && all.every(isOfProfile)) return remove(path)
  for (const [at, each] of [...all.entries()].reverse())
    if (isOfProfile(each)) remove([...path, at])
}

/** Sets a value, unless it is set already. */
function set(edit: Edit, path: YamlPath, value: YamlValue): void {
  const present = document(edit).getIn(path) as { toJSON?: () => unknown } | string | null
  const plain = typeof present === 'object' ? present?.toJSON?.() : present
  if (sameJson(plain, value)) return
  edit.text = setInYaml(edit.text, document(edit), path, value)
}

const document = ({ text, path }: Edit): ReturnType<typeof kubeconfigDocument> =>
  kubeconfigDocument(text, path)

function objectAt(edit: Edit, path: YamlPath): Record<string, unknown> {
  let value: unknown = parseKubeconfig(edit.text, edit.path)
  for (const key of path) value = (value as Record<string, unknown> | undefined)?.[key]
  return isObject(value) ? value : {}
}

/**
 * Finds an entry.
 * @returns -1 if there is none
 * @throws RolecallError 'config' if there are two, which kubectl refuses
 */
function indexOf(config: Record<string, unknown>, list: string, name: string): number {
  const all: unknown[] = Array.isArray(config[list]) ? config[list] : []
  const isNamed = (item: unknown): boolean => isObject(item) && item['name'] === name
  const at = all.findIndex(isNamed)
  if (at === all.findLastIndex(isNamed)) return at
  throw new RolecallError('config', `${list} has two entries with the name ${printable(name)}`, {
    hint: 'remove one of them: kubectl accepts only one',
  })
}
