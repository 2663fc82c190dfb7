import fc from 'fast-check'

/** The two AWS files with profiles that lead to each other. TOKEN_FILE is a path to replace. */
export interface ProfileGraph {
  config: string
  credentials: string
}

const NAMES = ['a', 'b', 'c', 'd', 'e']
const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })

/** The keys of one profile: where a role comes from, and what there is besides. */
function keysOf(name: string, index: number): fc.Arbitrary<Record<string, string>> {
  // Mostly the profiles behind this one, so that chains end.
  const later = fc.constantFrom(...NAMES.slice(index + 1), ...(index > 3 ? ['a'] : []))
  const source = fc.oneof(
    { weight: 8, arbitrary: later },
    { weight: 2, arbitrary: fc.constantFrom(...NAMES, 'missing') },
  )
  const access = fc.oneof(
    { weight: 5, arbitrary: fc.constant(pair(name)) },
    { weight: 1, arbitrary: fc.constant({ ...pair(name), aws_session_token: 't' }) },
    { weight: 1, arbitrary: fc.constantFrom(...halves(name)) },
  )
  const role = fc.constant({ role_arn: `arn:aws:iam::123456789012:role/${name}` })
  const machine = fc.constantFrom(
    ...['Environment', 'Ec2InstanceMetadata', 'EcsContainer', 'Environment', 'Nonsense'],
  )
  return fc
    .tuple(
      fc.oneof(
        {
          weight: 5,
          arbitrary: fc.tuple(
            role,
            source.map((from) => ({ source_profile: from })),
          ),
        },
        {
          weight: 2,
          arbitrary: fc.tuple(
            role,
            machine.map((from) => ({ credential_source: from })),
          ),
        },
        {
          weight: 1,
          arbitrary: fc.tuple(role, fc.constant({ web_identity_token_file: 'TOKEN_FILE' })),
        },
        { weight: 4, arbitrary: fc.tuple(access, fc.constant({})) },
        { weight: 1, arbitrary: fc.constant([{}, {}] as const) },
      ),
      rarely(access),
      rarely(source),
      rarely(machine),
      rarely(role),
      rarely(fc.constant({ mfa_serial: 'arn:aws:iam::123456789012:mfa/ann' })),
      rarely(fc.constant({ web_identity_token_file: 'TOKEN_FILE' })),
    )
    .map(([[first, second], also, from, on, as, mfa, token]) => {
      const keys = {
        ...also,
        ...(from === undefined ? {} : { source_profile: from }),
        ...(on === undefined ? {} : { credential_source: on }),
        ...as,
        ...mfa,
        ...token,
        ...first,
        ...second,
      }
      return withoutOwnMeaning(keys)
    })
}

/**
 * Drops a key that means something to rolecall and not to these SDKs (docs/profiles.md §3): without
 * a role, `source_profile`, as in aws-vault.
 */
function withoutOwnMeaning(keys: Record<string, string>): Record<string, string> {
  const { source_profile: from, ...rest } = keys
  return from === undefined || !('role_arn' in keys) ? rest : keys
}

function pair(name: string): Record<string, string> {
  return { aws_access_key_id: `AKID${name}`, aws_secret_access_key: `secret-${name}` }
}

function halves(name: string): Record<string, string>[] {
  return Object.entries(pair(name)).map(([key, value]) => ({ [key]: value }))
}

/** A profile in the config file, in the credentials file, or with its access key in the latter. */
const profile = (name: string, index: number): fc.Arbitrary<ProfileGraph> =>
  fc
    .tuple(keysOf(name, index), fc.constantFrom('config', 'config', 'credentials', 'both'))
    .map(([keys, place]) => {
      const lines = Object.entries(keys).map(([key, value]) => `${key} = ${value}\n`)
      const isSecret = (line: string): boolean => line.startsWith('aws_')
      const own = place === 'credentials' ? lines : place === 'both' ? lines.filter(isSecret) : []
      const rest = lines.filter((line) => !own.includes(line))
      return {
        config: rest.length > 0 || own.length === 0 ? `[profile ${name}]\n${rest.join('')}` : '',
        credentials: own.length > 0 ? `[${name}]\n${own.join('')}` : '',
      }
    })

/** Five profiles: roles, sources, machines and keys, loops, and names of nobody. */
export const profileGraph: fc.Arbitrary<ProfileGraph> = fc
  .tuple(...NAMES.map(profile))
  .map((profiles) => ({
    config: profiles.map(({ config }) => config).join(''),
    credentials: profiles.map(({ credentials }) => credentials).join(''),
  }))
