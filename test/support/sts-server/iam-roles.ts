import { parsePolicy } from '../iam-policy.js'
import type { Caller } from './authenticate.js'
import { StsError } from './errors.js'
import { checkInput, type Constraint, type Input } from './input.js'
import { identityOf, partsOf, type Model, type Role } from './model.js'
import { demandAllow } from './permissions.js'
import type { XmlTree } from './xml.js'

/** IAM's quota for the inline policies of a role together, in characters without white space. */
const MAX_INLINE_CHARACTERS = 10_240

const ROLE_NAME: Constraint = { required: true, length: [1, 64], pattern: '[\\w+=,.@-]+' }
const POLICY_NAME: Constraint = { required: true, length: [1, 128], pattern: '[\\w+=,.@-]+' }
const DOCUMENT: Constraint = {
  required: true,
  length: [1, 131_072],
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
}

/** A call of IAM about a role. */
interface RoleCall {
  input: Input
  role: Role
}

/** The operations on roles and their inline policies (IAM API Reference, version 2010-05-08). */
const OPERATIONS: Readonly<Record<string, (call: RoleCall) => XmlTree>> = {
  GetRole: ({ role }) => ({
    Role: {
      Path: pathOf(role),
      RoleName: partsOf(role.arn).name,
      RoleId: role.roleId,
      Arn: role.arn,
      CreateDate: '2026-01-01T00:00:00Z',
      MaxSessionDuration: String(role.maxSessionDuration),
    },
  }),
  ListRolePolicies: ({ role }) => ({
    PolicyNames: Object.keys(role.inline ?? {}),
    IsTruncated: 'false',
  }),
  GetRolePolicy({ input, role }) {
    checkInput(input, { PolicyName: POLICY_NAME })
    const name = input.get('PolicyName') ?? ''
    return {
      RoleName: partsOf(role.arn).name,
      PolicyName: name,
      // RFC 3986, as the API reference says.
      PolicyDocument: encodeURIComponent(documentOf(role, name)),
    }
  },
  PutRolePolicy({ input, role }) {
    checkInput(input, { PolicyName: POLICY_NAME, PolicyDocument: DOCUMENT })
    refuseUnmodifiable(role)
    const text = input.get('PolicyDocument') ?? ''
    checkDocument(text)
    const all = { ...role.inline, [input.get('PolicyName') ?? '']: text }
    const size = Object.values(all).join('').replace(/\s/g, '').length
    if (size > MAX_INLINE_CHARACTERS) {
      const message = `Maximum policy size of ${MAX_INLINE_CHARACTERS} bytes exceeded for role ${partsOf(role.arn).name}`
      throw new StsError('LimitExceeded', message, 409)
    }
    role.inline = all
    return {}
  },
  DeleteRolePolicy({ input, role }) {
    checkInput(input, { PolicyName: POLICY_NAME })
    refuseUnmodifiable(role)
    const name = input.get('PolicyName') ?? ''
    documentOf(role, name)
    role.inline = Object.fromEntries(
      Object.entries(role.inline ?? {}).filter(([each]) => each !== name),
    )
    return {}
  },
}

/** Whether an operation is about a role. */
export const isRoleOperation = (action: string): boolean => action in OPERATIONS

/**
 * Carries out an operation on a role of the caller's own account, because a name has no account.
 * Users may do everything; a role needs a policy that allows it.
 */
export function callAboutRole(action: string, input: Input, caller: Caller, model: Model): XmlTree {
  const { account } = identityOf(caller.principal)
  const name = input.get('RoleName') ?? ''
  const role = model.roles.find(
    ({ arn }) => partsOf(arn).account === account && partsOf(arn).name === name,
  )
  if (caller.principal.kind === 'role') {
    demandAllow(caller, `iam:${action}`, role?.arn ?? `role ${name}`)
  }
  checkInput(input, { RoleName: ROLE_NAME })
  if (!role) throw goneError(`The role with name ${name} cannot be found.`)
  const operation = OPERATIONS[action]
  if (!operation) throw new Error(`no operation ${action}`)
  return operation({ input, role })
}

function documentOf({ inline = {} }: Role, name: string): string {
  const text = inline[name]
  if (text !== undefined) return text
  throw goneError(`The role policy with name ${name} cannot be found.`)
}

function goneError(message: string): StsError {
  return new StsError('NoSuchEntity', message, 404)
}

/** AWS alone edits the roles that it made for a service or for IAM Identity Center. */
function refuseUnmodifiable(role: Role): void {
  if (!/^\/(aws-service-role|aws-reserved)\//.test(pathOf(role))) return
  const message = `Cannot perform the operation on the protected role '${partsOf(role.arn).name}' - this role is only modifiable by AWS`
  throw new StsError('UnmodifiableEntity', message, 400)
}

function checkDocument(text: string): void {
  try {
    const { Statement } = parsePolicy(text)
    const sids = [Statement].flat().flatMap(({ Sid }) => Sid ?? [])
    const isValid = sids.every((sid) => /^[A-Za-z0-9]+$/.test(sid))
    if (isValid && new Set(sids).size === sids.length && [Statement].flat().length > 0) return
  } catch {
    // As malformed as one without statements.
  }
  throw new StsError('MalformedPolicyDocument', 'Syntax errors in policy.')
}

function pathOf({ arn }: Role): string {
  const [, path = '/'] = /:role(\/(?:.*\/)?)[^/]+$/.exec(arn) ?? []
  return path
}
