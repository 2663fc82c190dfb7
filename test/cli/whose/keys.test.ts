import {
  keysOf,
  longTermKeys,
  ON_ROLE,
  profileOf,
  profiles,
  scene,
  sessionOf,
  staticKeys,
  type Who,
} from '../../support/whose/actors.js'
import { secret } from '../../support/sts-server/default-model.js'
import { testTwoIdentities } from '../../support/whose/two-identities.js'

function environmentOf(who: Who): Record<string, string> {
  if (who === 'nobody') return { AWS_ACCESS_KEY_ID: sessionOf('one').accessKeyId }
  const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(who)
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
  return { ...keys, AWS_SESSION_TOKEN: sessionToken }
}

testTwoIdentities({
  'keys of the environment, for a role': {
    config: `credential_source = Environment\n${ON_ROLE}`,
    as: (who) => ({ env: environmentOf(who) }),
  },
  'keys of the environment, as they are': {
    config: '',
    as: (who) => ({ args: '', env: environmentOf(who) }),
  },
  'a wrong secret for a key of the environment': {
    config: `credential_source = Environment\n${ON_ROLE}`,
    as(who) {
      const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(
        who === 'two' ? 'two' : 'one',
      )
      const wrong = who === 'nobody' ? secret() : secretAccessKey
      const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: wrong }
      return { env: { ...keys, AWS_SESSION_TOKEN: sessionToken } }
    },
  },
  'a wrong session token for a key of the environment': {
    config: `credential_source = Environment\n${ON_ROLE}`,
    as(who) {
      const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(
        who === 'two' ? 'two' : 'one',
      )
      const wrong = who === 'nobody' ? `${sessionToken}x` : sessionToken
      const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
      return { env: { ...keys, AWS_SESSION_TOKEN: wrong } }
    },
  },
  'long-term keys of the environment': {
    config: `credential_source = Environment\n${ON_ROLE}`,
    as: (who) => ({ env: keysOf(longTermKeys[who]) }),
  },
  'two users with one role': {
    config: () =>
      profiles(
        (who) =>
          `${ON_ROLE}source_profile = user-${who}\n[profile user-${who}]\n${staticKeys(who)}`,
      ),
    as: profileOf,
  },
  'two MFA devices of one key': {
    config: () =>
      profiles((who) => {
        const serial = `arn:aws:iam::111111111111:mfa/${who}`
        return `region = eu-west-1\n${staticKeys('one')}mfa_serial = ${serial}\nmfa_process = cat $HOME/code\n`
      }),
    async as(who) {
      const serial = `arn:aws:iam::111111111111:mfa/${who}`
      await scene.home.write('code', who === 'nobody' ? '000000' : scene.sts.freshCode(serial))
      return profileOf(who)
    },
  },
})
