import { join } from 'node:path'
import {
  consoleSignIn,
  hash,
  inAnHour,
  LOGIN,
  profileOf,
  profiles,
  scene,
  server,
  signIn,
  START,
  TOKENS,
  type Who,
} from '../../support/whose/actors.js'
import { testTwoIdentities, onRoleOrBare } from '../../support/whose/two-identities.js'

const SSO = `sso_start_url = ${START}\nsso_region = eu-west-1\nsso_account_id = 222222222222\nsso_role_name = dev\n`
const CORP = 'sso_session = corp\nsso_account_id = 222222222222\nsso_role_name = dev\n'
const loginOf = (who: Who): string => LOGIN.replace('person', who)

testTwoIdentities({
  ...onRoleOrBare('a sign-in with Identity Center', (more) => ({
    config: `${CORP}${more}`,
    async as(who) {
      await signIn('corp', who)
      return { env: { AWS_ENDPOINT_URL_SSO: server.url } }
    },
  })),
  ...onRoleOrBare('a sign-in with Identity Center, legacy format', (more) => ({
    config: `${SSO}${more}`,
    async as(who) {
      await signIn(START, who)
      return { env: { AWS_ENDPOINT_URL_SSO: server.url } }
    },
  })),
  ...onRoleOrBare('a sign-in with Identity Center, in two homes with one state folder', (more) => ({
    config: `${CORP}${more}`,
    async as(who) {
      const token = { accessToken: TOKENS[who], expiresAt: inAnHour(), region: 'eu-west-1' }
      const name = `home-${who}/.aws/sso/cache/${hash('sha1', 'corp')}.json`
      await scene.home.write(name, JSON.stringify(token))
      return {
        env: { AWS_ENDPOINT_URL_SSO: server.url, HOME: join(scene.home.path, `home-${who}`) },
      }
    },
  })),
  ...onRoleOrBare('a sign-in with the console', (more) => ({
    config: `login_session = ${LOGIN}\n${more}`,
    async as(who) {
      await consoleSignIn(who)
      return {}
    },
  })),
  'two sign-ins with the console': {
    config: profiles((who) => `login_session = ${loginOf(who)}\nregion = eu-west-1\n`),
    async as(who) {
      await consoleSignIn(who, loginOf(who))
      return profileOf(who)
    },
  },
})
