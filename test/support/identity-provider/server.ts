import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { startWebServer } from '../web-server.js'
import { AWS_SIGN_IN, samlResponse, type Claims, type Issuer } from './response.js'
import { signingKey } from './signing-key.js'

/**
 * A SAML identity provider on loopback for a browser. It serves a sign-in form, sets a cookie and
 * serves the form that the browser posts to AWS.
 */
export interface IdentityProvider extends Issuer, AsyncDisposable {
  /** URL that starts a sign-in to AWS. */
  url: string
  /** URL of a page that opens the sign-in in a new window, as portals do. */
  portal: string
  /** Content of the next assertion. */
  claims: Claims
  /** URL to which the browser posts the SAML response. */
  action: string
  /** Number of page requests. */
  visits: number
  /** Number of sign-ins with a password. */
  signIns: number
  /** All issued responses in base64. They are secrets, for tests that search for leaks. */
  issued: string[]
  /** Issues a response without a browser. */
  respond(claims?: Partial<Claims>): Promise<string>
}

/** @param claims content of the assertions */
export async function startIdentityProvider(claims: Claims): Promise<IdentityProvider> {
  const cookie = randomBytes(16).toString('hex')
  const server = await startWebServer((request, response) => {
    void serve(request, response).catch((error: unknown) => response.end(String(error)))
  })
  const entityId = server.url

  const idp: IdentityProvider = {
    entityId,
    key: signingKey(),
    url: `${entityId}/sso/aws`,
    portal: `${entityId}/portal`,
    claims,
    action: AWS_SIGN_IN,
    visits: 0,
    signIns: 0,
    issued: [],
    async respond(changes = {}) {
      const encoded = await samlResponse(idp, { ...idp.claims, ...changes })
      idp.issued.push(encoded)
      return encoded
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }

  async function serve({ url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    idp.visits++
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    // Allows the browser to write the assertion to its disk cache. Tests search it for leaks.
    response.setHeader('Cache-Control', 'max-age=86400')
    if (url === '/login') {
      idp.signIns++
      response.setHeader('Set-Cookie', `signed-in=${cookie}; Max-Age=86400; HttpOnly`)
      response.writeHead(303, { Location: '/sso/aws?signed-in' }).end()
    } else if (url === '/idle') {
      response.end(page('<p>Enter your password.</p>'))
    } else if (url === '/portal') {
      response.end(page(`<script>window.open('/sso/aws')</script>`))
    } else if (url?.startsWith('/sso/aws') && headers.cookie?.includes(cookie)) {
      response.end(form(idp.action, { SAMLResponse: await idp.respond(), RelayState: '' }))
    } else {
      response.end(form('/login', { user: 'alice', password: 'correct horse' }))
    }
  }
  return idp
}

/** A form that is filled in and submits itself in place of a user. */
function form(action: string, fields: Readonly<Record<string, string>>): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input name=${name} value="${value}">`,
  )
  return page(
    `<form method=post action="${action}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`,
  )
}

function page(body: string): string {
  return `<!doctype html><title>identity provider</title>${body}`
}
