import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { startWebServer } from '../web-server.js'
import { authenticate } from './authenticate.js'
import { defaultModel } from './default-model.js'
import { notAuthorized, StsError } from './errors.js'
import type { RecordedRequest, StsOptions, StsServer } from './api.js'
import { applyFault, faultList, throwIfError, type HttpResponse } from './faults.js'
import { inputOf, read, send } from './http.js'
import type { Input } from './input.js'
import { mfaAuthority } from './mfa.js'
import { identityOf, type Model, type Principal, type Session } from './model.js'
import type { Operation, StsContext } from './operation.js'
import { ALLOWED_OPERATIONS, OPERATIONS } from './operations/table.js'
import { refuseBeyondSession, refuseExplicitDeny } from './permissions.js'
import { sessionPoliciesOf } from './session-policies.js'
import { newSession, sessionToken } from './sessions.js'
import { readAuthorization, type SignedRequest } from './sigv4.js'
import { errorXml, responseXml } from './xml.js'

/** Starts an STS that is as strict as AWS's, on a free port of 127.0.0.1. */
export async function startSts(
  model: Model = defaultModel(),
  { tls }: StsOptions = {},
): Promise<StsServer> {
  const faults = faultList()
  const serverNow = () => Date.now() + sts.clockShift
  const mfa = mfaAuthority(model, serverNow)

  function issue(
    principal: Principal,
    seconds: number,
    properties: Partial<Session> = {},
  ): Session {
    const token = sessionToken(sts.tokenBytes)
    const duration = sts.sessionSeconds ?? seconds
    const session = newSession(principal, serverNow(), duration, {
      ...properties,
      sessionToken: token,
    })
    sts.sessions.push(session)
    return session
  }

  function respond(request: SignedRequest, record: RecordedRequest, input: Input): string {
    const operation = OPERATIONS.get(record.operation)
    const version = input.get('Version') ?? 'NO_VERSION_SPECIFIED'
    if (!operation || version !== '2011-06-15')
      throw new StsError(
        'InvalidAction',
        `Could not find operation ${record.operation} for version ${version}`,
      )
    const context: StsContext = {
      ...{ model, mfa, sessions: sts.sessions, now: serverNow() },
      issue(principal, seconds, properties) {
        const policies = sessionPoliciesOf(input, principal)
        const session = issue(principal, seconds, { ...properties, ...policies })
        record.issuedKeyId = session.accessKeyId
        return session
      },
    }
    const result = operation.signed
      ? runSigned(operation, request, record, input, context)
      : operation.run({ ...context, input })
    return responseXml(record.operation, result, randomUUID())
  }

  function runSigned(
    operation: Extract<Operation, { signed: true }>,
    request: SignedRequest,
    record: RecordedRequest,
    input: Input,
    context: StsContext,
  ) {
    const { region, accessKeyId } = readAuthorization(request.headers)
    Object.assign(record, { region, accessKeyId })
    const caller = authenticate(request, model, sts.sessions, context.now)
    record.caller = identityOf(caller.principal).arn
    if (ALLOWED_OPERATIONS[caller.principal.kind]?.includes(record.operation) === false)
      throw notAuthorized(record.caller, record.operation)
    // AWS denies the first one never, and the second one to every session, for that reason.
    if (!['GetCallerIdentity', 'GetFederationToken'].includes(record.operation)) {
      const resource = input.get('RoleArn') ?? '*'
      refuseExplicitDeny(caller, `sts:${record.operation}`, resource)
      refuseBeyondSession(caller, `sts:${record.operation}`, resource)
    }
    return operation.run({ ...context, input, caller })
  }

  async function serve(incoming: IncomingMessage, connection: ServerResponse): Promise<void> {
    const request = await read(incoming)
    const input = inputOf(request)
    const record: RecordedRequest = {
      operation: input.get('Action') ?? '',
      params: Object.fromEntries(input),
      userAgent: incoming.headers['user-agent'] ?? '',
      invocation: String(incoming.headers['amz-sdk-invocation-id']),
      at: Date.now(),
    }
    sts.requests.push(record)
    if (sts.latency) await new Promise((resolve) => setTimeout(resolve, sts.latency))
    const planned = faults.next(record.operation)
    const response: HttpResponse = { status: 200, type: 'text/xml', body: '' }
    try {
      throwIfError(planned, request)
      response.body = respond(request, record, input)
    } catch (error) {
      if (!(error instanceof StsError)) throw error
      response.status = error.status
      response.body = errorXml(error.code, error.message, error.status, randomUUID())
      record.code = error.code
    }
    record.status = response.status
    const sent = applyFault(response, planned, connection)
    if (sent) send(connection, sent, serverNow())
  }

  const listener: RequestListener = (incoming, connection) => {
    serve(incoming, connection).catch((error: unknown) => {
      // A bug of this server must fail the test, with its stack trace.
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      send(connection, { status: 500, type: 'text/plain', body: text }, Date.now())
    })
  }
  const server = await startWebServer(listener, tls)

  function principalOf(roleArn: string, sessionName: string, instance: boolean): Principal {
    const role = model.roles.find(({ arn }) => arn === roleArn)
    if (!role) throw new Error(`the model has no role ${roleArn}`)
    return { kind: 'role', role, sessionName, instance }
  }

  const sts: StsServer = {
    url: server.url,
    model,
    requests: [],
    sessions: [],
    clockShift: 0,
    latency: 0,
    sessionSeconds: undefined,
    tokenBytes: 400,
    calls: (operation) => sts.requests.filter((request) => request.operation === operation),
    mfa,
    code: mfa.code,
    freshCode: mfa.freshCode,
    fault: faults.add,
    clearFaults: faults.clear,
    instanceSession: (roleArn, seconds = 6 * 3600) =>
      issue(principalOf(roleArn, 'i-0123456789abcdef0', true), seconds),
    roleSession: (roleArn, sessionName, seconds) =>
      issue(principalOf(roleArn, sessionName, false), seconds),
    secrets: () => [
      ...model.users.flatMap(({ keys }) => keys.map(({ secretAccessKey }) => secretAccessKey)),
      ...model.users.flatMap(({ mfaDevices }) => mfaDevices.map(({ seed }) => seed)),
      ...model.unassignedMfaDevices.map(({ seed }) => seed),
      ...sts.sessions.flatMap(({ secretAccessKey, sessionToken }) => [
        secretAccessKey,
        sessionToken,
      ]),
    ],
    close: () => server[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: () => sts.close(),
  }
  return sts
}
