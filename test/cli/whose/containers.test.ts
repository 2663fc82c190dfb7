import { file, ON_ROLE, scene, serveMachine, server, TOKENS } from '../../support/whose/actors.js'
import { testTwoIdentities, onRoleOrBare } from '../../support/whose/two-identities.js'

/** Without a role, no key is needed: a profile without credentials has those of the machine. */
const onMachine = (name: string, more: string): string =>
  more === ON_ROLE ? `credential_source = ${name}\n${more}` : more
const FULL = 'AWS_CONTAINER_CREDENTIALS_FULL_URI'
const TOKEN = 'AWS_CONTAINER_AUTHORIZATION_TOKEN'

testTwoIdentities({
  ...onRoleOrBare('the authorization token of a container', (more) => ({
    config: onMachine('EcsContainer', more),
    as: (who) => ({ env: { [FULL]: `${server.url}/credentials`, [TOKEN]: TOKENS[who] } }),
  })),
  ...onRoleOrBare('the token file of a container', (more) => ({
    config: onMachine('EcsContainer', more),
    as: (who) => ({ env: { [FULL]: `${server.url}/pod`, [`${TOKEN}_FILE`]: file('tokens', who) } }),
  })),
  ...onRoleOrBare('a token file of a container that is replaced', (more) => ({
    config: onMachine('EcsContainer', more),
    async as(who) {
      const path = await scene.home.write('pod-token', TOKENS[who])
      return { env: { [FULL]: `${server.url}/same`, [`${TOKEN}_FILE`]: path } }
    },
  })),
  ...onRoleOrBare('the token of a container on a descriptor', (more) => ({
    config: onMachine('EcsContainer', more),
    asks: true,
    as: (who) => ({
      env: { [FULL]: `${server.url}/fd`, [`${TOKEN}_FILE`]: '/dev/fd/3' },
      redirect: `3< <(printf %s ${TOKENS[who]})`,
    }),
  })),
  ...onRoleOrBare('a container endpoint without a token', (more) => ({
    config: onMachine('EcsContainer', more),
    asks: true,
    as(who) {
      serveMachine(who)
      return { env: { [FULL]: `${server.url}/open` } }
    },
  })),
  'the authorization token of a container, without a profile': {
    config: '',
    as: (who) => ({
      args: '',
      env: { [FULL]: `${server.url}/credentials`, [TOKEN]: TOKENS[who] },
    }),
  },
  'the token file of a container, without a profile': {
    config: '',
    as: (who) => ({
      args: '',
      env: { [FULL]: `${server.url}/pod`, [`${TOKEN}_FILE`]: file('tokens', who) },
    }),
  },
  ...onRoleOrBare('the instance that a shared home is on', (more) => ({
    config: onMachine('Ec2InstanceMetadata', more),
    asks: true,
    as(who) {
      serveMachine(who)
      return { env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: server.url } }
    },
  })),
})
