import { awsVaultLayout } from '../../../vaults/aws-vault.js'
import { grantedLayout } from '../../../vaults/granted.js'
import { credentialsImporter } from './from-credentials.js'
import { csvImporter } from './from-csv.js'
import { environmentImporter } from './from-environment.js'
import { vaultImporter } from './from-vault.js'
import type { Importer } from './importer.js'
import type { ImportSource } from './spec.js'

/** The importers, by the value of `--from`. */
export const IMPORTERS: Readonly<Record<ImportSource, Importer>> = {
  credentials: credentialsImporter,
  'aws-vault': vaultImporter('aws-vault', awsVaultLayout),
  granted: vaultImporter('granted', grantedLayout),
  csv: csvImporter,
  environment: environmentImporter,
}
