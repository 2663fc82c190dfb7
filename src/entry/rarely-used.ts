/*
 * What a usual hit does not run: sources that few profiles have, and explanations of errors. On
 * Node it is a file of its own, which the fast path loads when it first calls one of these
 * functions (tsup.config.ts): each kilobyte of the fast path costs every hit 0.02 ms.
 *
 * A module belongs here if a hit of an access key, IAM Identity Center, a command or a role on top
 * of them does not call it. It may export only functions, and objects of functions.
 */

export * from '../aws-files/assigned-roles.js'
export * from '../aws-files/missing-profile.js'
export * from '../aws-files/unread-headers.js'
export * from '../core/agents/known-agents.js'
export * from '../core/state/assignments.js'
export * from '../core/state/surroundings.js'
export * from '../plan/chain/default-chain.js'
export * from '../plan/chain/machine-credentials.js'
export * from '../plan/chain/missing-credentials.js'
export * from '../plan/scope/unlimited-source.js'
export * from '../entry/compile-cache/save.js'
export * from '../sources/cognito/traits.js'
export * from '../sources/ec2-instance-metadata/parse.js'
export * from '../sources/ec2-instance-metadata/traits.js'
export * from '../sources/ecs-container/parse.js'
export * from '../sources/ecs-container/traits.js'
export * from '../sources/environment/parse.js'
export * from '../sources/environment/traits.js'
export * from '../sources/github-actions/parse.js'
export * from '../sources/github-actions/traits.js'
export * from '../sources/login/traits.js'
export * from '../sources/oidc/traits.js'
export * from '../sources/oidc/parse.js'
export * from '../sources/roles-anywhere/parse.js'
export * from '../sources/roles-anywhere/traits.js'
export * from '../sources/saml/parse.js'
export * from '../sources/saml/traits.js'
export * from '../sources/stored-key/traits.js'
export * from '../sources/web-identity/parse.js'
export * from '../sources/web-identity/traits.js'
export * from '../store/errors.js'
export * from '../store/search.js'
export * from '../store/secret-service/dbus/errors.js'
export * from '../system/files/atomic-file.js'
export * from '../system/process/proc.js'
