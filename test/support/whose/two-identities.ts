import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand, type RunResult } from '../run.js'
import { readJwt } from '../sts-server/jwt.js'
import {
  asked,
  ON_ROLE,
  scene,
  sessions,
  START,
  startActors,
  stopActors,
  type Who,
} from './actors.js'

/* None of the two ever gets another's session, and whoever has no identity gets none. */

interface Surroundings {
  env?: Record<string, string>
  cwd?: string
  /** Redirections around the command, for a token on a descriptor. */
  redirect?: string
  /** Arguments of `rolecall process`. */
  args?: string
}

export interface Case {
  config: string | (() => string)
  as: (who: Who) => Surroundings | Promise<Surroundings>
  /** True: the source is asked each time. By default a hit makes no request at all. */
  asks?: true
  /** True: each call uses what it is given. The next one without it is the last one's. */
  isGiven?: true
  /** False: a failure is remembered for some seconds for the same program in the same place. */
  hasNobody?: false
}

/** Each source of tokens with its role, and with a second role on top of it. */
export const onFirstRoleOrNext = (name: string, first: string, of: (more: string) => Case) => ({
  [`${name}, for its role`]: of(first),
  [`${name}, for the next role`]: of(`${first}${ON_ROLE}`),
})

/** Each source with a role, and without one if it has credentials of its own. */
export const onRoleOrBare = (name: string, of: (more: string) => Case): Record<string, Case> => ({
  [`${name}, for a role`]: of(ON_ROLE),
  [`${name}, as it is`]: of('region = eu-west-1\n'),
})

/** Who is behind an access key, as far as it was seen being issued. */
const holders = new Map<string, string>()

async function ask(
  config: string,
  { env, cwd, redirect = '', args = '--profile job' }: Surroundings,
): Promise<RunResult> {
  const path = await scene.home.write('whose-config', config)
  const options = { env: { ...scene.env, AWS_CONFIG_FILE: path, ...env }, ...(cwd ? { cwd } : {}) }
  const command = `rolecall process ${args} ${redirect}`
  const before = scene.sts.requests.length
  const result = await runCommand('bash', ['-c', command], options)
  for (const { accessKeyId, principal } of scene.sts.sessions) {
    if (holders.has(accessKeyId)) continue
    const last = scene.sts.requests.at(-1)
    const own = (['one', 'two'] as const).find((who) => sessions[who]?.accessKeyId === accessKeyId)
    const { SerialNumber } = last?.params ?? {}
    // The call for the next role names the first role, which both share, not the token.
    const token = scene.sts.requests
      .slice(before)
      .map(({ params }) => params['WebIdentityToken'])
      .find((value) => value !== undefined)
    const person = 'sessionName' in principal ? principal.sessionName : undefined
    // The parts of what signed the call, in the order of how exactly they tell the two apart.
    const marks = [
      SerialNumber?.split('/').at(-1),
      readJwt(token ?? '')?.claims['sub'],
      ...(last?.caller?.split('/').slice(1) ?? [person]),
    ]
    const signedBy = marks.find((mark) => mark === 'one' || mark === 'two')
    holders.set(accessKeyId, own ?? signedBy ?? JSON.stringify(principal))
  }
  return result
}

const holderOf = ({ stdout }: RunResult): string | undefined =>
  holders.get((JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId)

/** Declares the tests of a file: two identities, and somebody without one. */
export function testTwoIdentities(cases: Record<string, Case>): void {
  beforeAll(startActors)
  afterAll(stopActors)
  test.each(Object.entries(cases))(
    '%s',
    async (_, { config: given, as, asks = false, isGiven = false, hasNobody = true }) => {
      const config = typeof given === 'string' ? given : given()
      await mkdir(join(scene.home.path, 'home-one'), { recursive: true })
      const sections = `[sso-session corp]\nsso_start_url = ${START}\nsso_region = eu-west-1\n\n`
      const isChained = config.endsWith(ON_ROLE)
      const source = isChained ? config.slice(0, -ON_ROLE.length) : ''
      const profile = isChained
        ? `[profile job]\n${ON_ROLE}source_profile = source\n\n[profile source]\n${source}`
        : `[profile job]\n${config}`
      const text = `${sections}${profile}`
      await scene.rolecall(['logout', '--all'])
      for (const who of ['one', 'one', 'two', 'nobody', 'one', 'two', 'nobody'] as const) {
        if (who === 'nobody' && !hasNobody) continue
        const surroundings = await as(who)
        const result = await ask(text, surroundings)
        if (who === 'nobody') {
          expect(result).toMatchObject({ stdout: '' })
          expect(result.code).not.toBe(0)
        } else {
          expect(result).toMatchObject({ code: 0, stderr: '' })
          expect(holderOf(result)).toBe(who)
        }
      }
      const [calls, requests] = [scene.sts.requests.length, asked]
      if (isGiven) {
        expect(holderOf(await ask(text, await as('one')))).toBe('one')
        const given = scene.sts.requests.length
        expect(holderOf(await ask(text, {}))).toBe('one')
        return expect(scene.sts.requests).toHaveLength(given)
      }
      for (const who of ['one', 'two'] as const) {
        expect(holderOf(await ask(text, await as(who)))).toBe(who)
      }
      expect(scene.sts.requests).toHaveLength(calls)
      if (!asks) expect(asked).toBe(requests)
    },
  )
}
