/** A certificate that IAM Roles Anywhere exchanges for a role. */
export interface RolesAnywhereSource {
  kind: 'roles-anywhere'
  profile: string
  /** Path of the certificate, PEM. */
  certificate: string
  /** Path of its private key, PEM. */
  key: string
  /** Path of the intermediate certificates, PEM, the issuer of the certificate first. */
  chain?: string
  trustAnchorArn: string
  profileArn: string
  /** That of the trust anchor. */
  region: string
  /** Complete URL of the service; by default that of the region. */
  endpoint?: string
  fips?: true
  dualStack?: true
  /** True if the passphrase of the key is in the store, next to the sessions. */
  hasStoredPassphrase?: true
  /** SHA-256 of the certificate's file, hex; undefined if it cannot be read. */
  certificateHash?: string
  /**
   * The same of the key's file. A certificate is public: it alone does not show that its holder may
   * use it.
   */
  keyHash?: string
}
