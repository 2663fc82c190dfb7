import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Configuration } from 'oidc-provider'
import { readJwt, writeJwt } from './sts-server/jwt.js'

/** Changes that a test makes to the provider's real responses. */
export interface Tampering {
  /** Changes the claims of an ID token, which is then signed again with the provider's key. */
  idToken?(claims: Record<string, unknown>): void
  /** Signs the ID token with a key that the provider does not publish. */
  foreignKey?: boolean
  /** Changes the query parameters of the redirect to the client. */
  redirect?(params: URLSearchParams): void
  /** Changes the metadata of the discovery document. */
  metadata?(metadata: Record<string, unknown>): void
}

/** A real OpenID Connect provider on loopback that accepts any user name and password. */
export interface OidcProvider extends AsyncDisposable {
  readonly issuer: string
  /** Public keys that the provider publishes. */
  readonly keys: JsonWebKey[]
  tampering: Tampering
  /** Every issued code and token, for tests that search for leaks. */
  readonly secrets: string[]
  /** Method and path of each request in order, for example `POST /token`. */
  readonly requests: string[]
  close(): Promise<void>
}

export const CLIENT_ID = 'rolecall-test'
export const CONFIDENTIAL = {
  id: 'rolecall-confidential',
  secret: 'sEcr3t+/of the client&=%',
} as const

/** Starts a provider with a public client and a confidential client. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { privateKey, publicKey } = newKey()
  const provider = withoutWarnings(() => new Provider(issuer, configuration(toJwk(privateKey))))
  const state: OidcProvider = {
    issuer,
    keys: [toJwk(publicKey)],
    tampering: {},
    secrets: [],
    requests: [],
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
    [Symbol.asyncDispose]: () => state.close(),
  }

  provider.use(async (ctx, next) => {
    state.requests.push(`${ctx.method} ${ctx.path}`)
    await next()
    const { tampering } = state
    const body = ctx.body as Record<string, unknown> | undefined
    if (ctx.path === '/token' && typeof body?.['id_token'] === 'string') {
      const key = tampering.foreignKey ? newKey().privateKey : privateKey
      if (tampering.idToken ?? tampering.foreignKey) {
        body['id_token'] = resign(body['id_token'], key, tampering.idToken)
      }
      state.secrets.push(...tokensIn(body))
    }
    if (ctx.path.startsWith('/.well-known/')) tampering.metadata?.(body ?? {})
    if (ctx.path === '/device/auth' && body) body['interval'] = 1
    const location = ctx.response.get('location') || ''
    if (/[?&](code|error)=/.test(location)) {
      const url = new URL(location, issuer)
      tampering.redirect?.(url.searchParams)
      const code = url.searchParams.get('code')
      if (code) state.secrets.push(code)
      ctx.redirect(url.href)
    }
  })
  server.on('request', provider.callback())
  return state
}

function configuration(key: JsonWebKey): Configuration {
  const redirect_uris = ['http://127.0.0.1/callback']
  const grant_types = [
    'authorization_code',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:device_code',
  ]
  const native = { application_type: 'native', redirect_uris, grant_types } as const
  return {
    clients: [
      { client_id: CLIENT_ID, token_endpoint_auth_method: 'none', ...native },
      { client_id: CONFIDENTIAL.id, client_secret: CONFIDENTIAL.secret, ...native },
    ],
    jwks: { keys: [key] as never },
    features: { deviceFlow: { enabled: true } },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    // Providers differ in when they issue a refresh token. This one does so for every client.
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    cookies: { keys: ['for tests only'] },
    ttl: {
      AccessToken: 600,
      DeviceCode: 60,
      Grant: 3600,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: 3600,
      Session: 3600,
    },
  }
}

const KID = 'test-key'

function toJwk(key: KeyObject): JsonWebKey {
  return { ...key.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' } as JsonWebKey
}

function newKey() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

function resign(
  token: string,
  key: KeyObject,
  change: Tampering['idToken'] = () => undefined,
): string {
  const claims = readJwt(token)?.claims ?? {}
  change(claims)
  return writeJwt(claims, 'RS256', key, KID)
}

function tokensIn(body: Record<string, unknown>): string[] {
  return ['id_token', 'access_token', 'refresh_token'].flatMap((name) =>
    typeof body[name] === 'string' ? [body[name]] : [],
  )
}

/** Runs `work` without its console warnings: not a production setup, Node 20. */
function withoutWarnings<T>(work: () => T): T {
  const { warn, info } = console
  console.warn = console.info = () => undefined
  try {
    return work()
  } finally {
    Object.assign(console, { warn, info })
  }
}
