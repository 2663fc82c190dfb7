# Prints who the profile in AWS_PROFILE is, once a line.
# Usage: whoami.rb [CALLS [MILLISECONDS between two calls]]
require 'aws-sdk-core'

calls, pause = ARGV.map(&:to_i) + [1, 0].drop(ARGV.length)
begin
  # Debian's version does not read the variable itself.
  sts = Aws::STS::Client.new(endpoint: ENV.fetch('AWS_ENDPOINT_URL_STS'))
  calls.times do |call|
    sleep(pause / 1000.0) if call.positive?
    puts sts.get_caller_identity.arn
    $stdout.flush
  end
rescue StandardError => error
  abort "#{error.class}: #{error.message}"
end
