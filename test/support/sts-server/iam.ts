import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { startWebServer } from '../web-server.js'
import type { RecordedRequest, StsServer } from './api.js'
import { authenticate, type Caller } from './authenticate.js'
import { longTermKey } from './default-model.js'
import { MFA_OPERATIONS, OPERATIONS_WITHOUT_USER } from './iam-mfa.js'
import type { IamCall } from './iam-call.js'
import { StsError } from './errors.js'
import { applyFault, faultList, throwIfError, type Faults, type HttpResponse } from './faults.js'
import { inputOf, read, send } from './http.js'
import { callAboutRole, isRoleOperation } from './iam-roles.js'
import type { Input } from './input.js'
import { identityOf, partsOf, type AccessKey, type User } from './model.js'
import { decisionOfRole } from './permissions.js'
import { readAuthorization } from './sigv4.js'
import { errorXml, responseXml, type XmlTree } from './xml.js'

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/'

/** IAM allows two keys a user, whatever their status. */
const MAX_KEYS = 2

/** A running IAM with the users and the keys of an STS server. */
export interface IamServer extends AsyncDisposable {
  readonly url: string
  readonly requests: RecordedRequest[]
  readonly fault: Faults['add']
  readonly clearFaults: Faults['clear']
  /** Actions that need MFA, as the usual policy for one's own keys demands. */
  mfaActions: string[]
  /** Actions that no policy allows. */
  deniedActions: string[]
  /**
   * Requests that do not see a change: of a new key, of one that was deactivated, of one that was
   * deleted. 0 by default.
   */
  lag: number
  /** Members of a list in one response. */
  pageSize: number
  calls(operation: string): RecordedRequest[]
}

/**
 * The operations on access keys and MFA devices (IAM API Reference, version 2010-05-08). Temporary
 * credentials call them only if they were made with MFA, and must name the user.
 */
const OPERATIONS: Readonly<Record<string, (call: IamCall) => XmlTree>> = {
  ListAccessKeys({ input, user, pageSize }) {
    const listed = [...user.keys.filter((key) => !spend(key, 'unlistedFor')), ...ghostsOf(user)]
    const start = Number(input.get('Marker') ?? 0)
    const end = start + pageSize
    const isTruncated = end < listed.length
    return {
      IsTruncated: String(isTruncated),
      ...(isTruncated ? { Marker: String(end) } : {}),
      AccessKeyMetadata: listed.slice(start, end).map((key) => metadataOf(key, user)),
    }
  },
  CreateAccessKey({ user, now, lag }) {
    if (user.keys.length + ghostsOf(user).length >= MAX_KEYS) {
      const message = `Cannot exceed quota for AccessKeysPerUser: ${MAX_KEYS}`
      throw new StsError('LimitExceeded', message, 409)
    }
    const created = longTermKey(partsOf(user.arn).account)
    const key = { ...created, created: now, unknownFor: lag, unlistedFor: lag }
    user.keys.push(key)
    return { AccessKey: { ...metadataOf(key, user), SecretAccessKey: key.secretAccessKey } }
  },
  UpdateAccessKey({ input, user, lag }) {
    const key = keyOf(input, user)
    key.status = input.get('Status') === 'Inactive' ? 'Inactive' : 'Active'
    key.activeFor = lag
    return {}
  },
  DeleteAccessKey({ input, user, lag }) {
    const [key] = user.keys.splice(user.keys.indexOf(keyOf(input, user)), 1)
    if (key && lag > 0) (user.ghosts ??= []).push({ key, listedFor: lag })
    return {}
  },
  GetAccessKeyLastUsed({ input, user }) {
    const { lastUsed } = keyOf(input, user)
    const used = lastUsed === undefined ? {} : { LastUsedDate: iso(lastUsed) }
    const where = { ServiceName: lastUsed ? 'sts' : 'N/A', Region: lastUsed ? 'eu-west-1' : 'N/A' }
    return { UserName: partsOf(user.arn).name, AccessKeyLastUsed: { ...used, ...where } }
  },
  ...MFA_OPERATIONS,
}

/** Starts an IAM for the users of an STS server; a change in one is seen in the other. */
export async function startIam(sts: StsServer): Promise<IamServer> {
  const faults = faultList()
  const serve = async (incoming: IncomingMessage, connection: ServerResponse): Promise<void> => {
    const request = await read(incoming)
    const input = inputOf(request)
    const action = input.get('Action') ?? ''
    const record: RecordedRequest = {
      operation: action,
      params: Object.fromEntries(input),
      userAgent: incoming.headers['user-agent'] ?? '',
      at: Date.now(),
    }
    iam.requests.push(record)
    const planned = faults.next(action)
    const response: HttpResponse = { status: 200, type: 'text/xml', body: '' }
    try {
      throwIfError(planned, request)
      const operation = OPERATIONS[action]
      const isKnown = operation !== undefined || isRoleOperation(action)
      if (!isKnown || input.get('Version') !== '2010-05-08') {
        throw new StsError('InvalidAction', `Could not find operation ${action}`)
      }
      record.region = readAuthorization(request.headers).region
      const now = Date.now() + sts.clockShift
      const caller = authenticate(request, sts.model, sts.sessions, now, 'iam')
      record.caller = identityOf(caller.principal).arn
      refuseDenied(action, caller, iam)
      const { lag, pageSize } = iam
      const result =
        operation === undefined
          ? callAboutRole(action, input, caller, sts.model)
          : operation({
              ...{ input, caller, now, lag, sts, pageSize },
              user: userOf(action, input, caller, sts.model.users),
            })
      response.body = responseXml(action, result, randomUUID(), NAMESPACE)
    } catch (error) {
      if (!(error instanceof StsError)) throw error
      response.status = error.status
      response.body = errorXml(error.code, error.message, error.status, randomUUID(), NAMESPACE)
      record.code = error.code
    }
    record.status = response.status
    const sent = applyFault(response, planned, connection)
    if (sent) send(connection, sent, Date.now() + sts.clockShift)
  }
  const server = await startWebServer((incoming, connection) => {
    serve(incoming, connection).catch((error: unknown) => {
      // A bug of this server must fail the test, with its stack trace.
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      send(connection, { status: 500, type: 'text/plain', body: text }, Date.now())
    })
  })
  const iam: IamServer = {
    url: server.url,
    requests: [],
    fault: faults.add,
    clearFaults: faults.clear,
    mfaActions: [],
    deniedActions: [],
    lag: 0,
    pageSize: 100,
    calls: (operation) => iam.requests.filter((request) => request.operation === operation),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return iam
}

function refuseDenied(
  action: string,
  caller: Caller,
  { deniedActions, mfaActions }: IamServer,
): void {
  const { principal, session } = caller
  const isRole = principal.kind === 'role' && !deniedActions.includes(action)
  // An operation on a role asks its policies itself, because it knows the resource.
  if (isRole && isRoleOperation(action)) return
  if (isRole && decisionOfRole(caller, `iam:${action}`, '*') === 'allow') return
  const isUser = principal.kind === 'user' || principal.kind === 'session-token'
  const hasMfa = session?.mfaAt !== undefined
  const isBare = session !== undefined && !hasMfa
  const needsMfa = mfaActions.includes(action) && !hasMfa
  if (isUser && !isBare && !needsMfa && !deniedActions.includes(action)) return
  const { arn } = identityOf(principal)
  const message = `User: ${arn} is not authorized to perform: iam:${action}`
  throw new StsError('AccessDenied', message)
}

function userOf(action: string, input: Input, caller: Caller, users: readonly User[]): User {
  const own = 'user' in caller.principal ? caller.principal.user : undefined
  const id = input.get('AccessKeyId')
  if (action === 'GetAccessKeyLastUsed') {
    const owner = users.find(({ keys }) => keys.some(({ accessKeyId }) => accessKeyId === id))
    if (owner) return owner
  }
  const name = input.get('UserName')
  if (name === undefined && OPERATIONS_WITHOUT_USER.has(action) && own) return own
  if (name === undefined && caller.session) {
    throw new StsError(
      'ValidationError',
      'Must specify userName when calling with non-User credentials',
    )
  }
  const named = users.find(({ arn }) => partsOf(arn).name === name)
  const found = name === undefined ? own : named
  if (found) return found
  throw new StsError('NoSuchEntity', `The user with name ${name} cannot be found.`, 404)
}

function keyOf(input: Input, user: User): AccessKey {
  const id = input.get('AccessKeyId')
  const key = user.keys.find(({ accessKeyId }) => accessKeyId === id)
  if (key) return key
  throw new StsError('NoSuchEntity', `The Access Key with id ${id} cannot be found.`, 404)
}

/** Whether this request does not see the change yet; it counts. */
function spend(key: AccessKey, counter: 'unlistedFor'): boolean {
  const left = key[counter] ?? 0
  key[counter] = Math.max(0, left - 1)
  return left > 0
}

/** Deleted keys that this request still sees; it counts. */
function ghostsOf(user: User): AccessKey[] {
  const seen = user.ghosts?.filter(({ listedFor }) => listedFor > 0) ?? []
  for (const ghost of seen) ghost.listedFor--
  return seen.map(({ key }) => key)
}

function metadataOf(key: AccessKey, user: User): XmlTree {
  return {
    UserName: partsOf(user.arn).name,
    AccessKeyId: key.accessKeyId,
    Status: key.status,
    CreateDate: iso(key.created ?? Date.UTC(2026, 0, 1)),
  }
}

const iso = (time: number): string => new Date(time).toISOString().replace(/\.\d+/, '')
