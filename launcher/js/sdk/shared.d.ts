/** A module of the SDK that has no types of its own. */
declare module '@aws-sdk/client-sts/dist-es/runtimeConfig.shared.js' {
  export const getRuntimeConfig: (config: object) => object
}
