import { assertion, SAML_PROVIDER, SAML_ROLE, scene } from '../../support/whose/actors.js'
import { testTwoIdentities, onFirstRoleOrNext } from '../../support/whose/two-identities.js'

testTwoIdentities({
  ...onFirstRoleOrNext('a SAML file that is replaced', SAML_ROLE, (more) => ({
    config: () => `saml_assertion_file = ${scene.home.path}/assertion\n${more}`,
    hasNobody: false,
    async as(who) {
      await assertion('assertion', who)
      return {}
    },
  })),
  ...onFirstRoleOrNext('a SAML command in two environments', SAML_ROLE, (more) => ({
    config: `saml_assertion_process = cat $HOME/saml-$JOB\n${more}`,
    async as(who) {
      await assertion(`saml-${who}`, who)
      return { env: { JOB: who } }
    },
  })),
  ...onFirstRoleOrNext('a SAML assertion by hand', SAML_ROLE, (more) => ({
    isGiven: true,
    config: `saml_provider_arn = ${SAML_PROVIDER}\n${more}`,
    as: async (who) => ({
      args: `--profile job --saml-assertion ${await assertion('by-hand', who)}`,
    }),
  })),
})
