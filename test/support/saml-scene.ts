import { chmod } from 'node:fs/promises'
import { startIdentityProvider, type IdentityProvider } from './identity-provider/server.js'
import { startScene, type Scene } from './scene.js'
import { role } from './sts-server/default-model.js'

/** A {@link Scene} with an identity provider that two accounts trust. */
export interface SamlScene extends Scene {
  idp: IdentityProvider
}

export const ROLES = {
  dev: 'arn:aws:iam::222222222222:role/saml-dev',
  ops: 'arn:aws:iam::222222222222:role/saml-ops',
  audit: 'arn:aws:iam::444444444444:role/saml-audit',
} as const
const PROVIDERS = {
  '222222222222': 'arn:aws:iam::222222222222:saml-provider/corp',
  '444444444444': 'arn:aws:iam::444444444444:saml-provider/corp',
} as const

/** @param config text to append to ~/.aws/config */
export async function startSamlScene(
  config: (idp: IdentityProvider) => string,
): Promise<SamlScene> {
  const idp = await startIdentityProvider({
    // One value in AWS's order, one in reverse order, and one with white space of a pretty-printer.
    roles: [
      `${ROLES.dev},${PROVIDERS['222222222222']}`,
      `${PROVIDERS['222222222222']},${ROLES.ops}`,
      `\n    ${ROLES.audit} , ${PROVIDERS['444444444444']}\n  `,
    ],
    prefix: 'unusual-prefix',
  })
  const scene = await startScene(config(idp))
  const { model } = scene.sts
  for (const arn of Object.values(PROVIDERS)) {
    model.samlProviders.push({ arn, issuer: idp.entityId, certificate: idp.key.certificate })
  }
  const trusts = Object.values(PROVIDERS)
  model.roles.push(
    role('222222222222', 'saml-dev', { trusts, maxSessionDuration: 43_200 }),
    role('222222222222', 'saml-ops', { trusts }),
    role('444444444444', 'saml-audit', { trusts }),
  )
  return {
    ...scene,
    idp,
    async [Symbol.asyncDispose]() {
      await idp[Symbol.asyncDispose]()
      await scene[Symbol.asyncDispose]()
    },
  }
}

/**
 * Parts of every issued assertion that must not leak: a piece of the base64 text and the start of
 * the signature in its XML.
 */
export function assertionCanaries({ issued }: IdentityProvider): string[] {
  return issued.flatMap((encoded) => {
    const xml = Buffer.from(encoded, 'base64').toString('utf8')
    const signature = /<ds:SignatureValue>([^<]{40})/.exec(xml)?.[1] ?? ''
    if (!signature) throw new Error('the assertion is not signed')
    return [encoded.slice(1200, 1300), signature]
  })
}

/**
 * Writes a script that starts a headless Chromium. It records its arguments in `chromium-argv` and
 * its process ID in `chromium-pid`.
 * @returns path of the script
 */
export async function headlessChromium(
  scene: Scene,
  program: string,
  flags: readonly string[] = [],
): Promise<string> {
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', ...flags]
  const quoted = args.map((arg) => `'${arg}'`).join(' ')
  const path = await scene.home.write(
    'headless-chromium',
    `#!/bin/sh\necho "$@" >>"$HOME/chromium-argv"\necho $$ >"$HOME/chromium-pid"\nexec ${program} ${quoted} "$@"\n`,
  )
  await chmod(path, 0o700)
  return path
}
