import software.amazon.awssdk.services.sts.StsClient;

/**
 * Prints who the profile in AWS_PROFILE is, once a line.
 * Usage: Whoami [CALLS [MILLISECONDS between two calls]]
 */
class Whoami {
    public static void main(String[] args) throws InterruptedException {
        int calls = args.length > 0 ? Integer.parseInt(args[0]) : 1;
        int pause = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        try (StsClient sts = StsClient.create()) {
            for (int call = 0; call < calls; call++) {
                if (call > 0) Thread.sleep(pause);
                System.out.println(sts.getCallerIdentity().arn());
            }
        } catch (RuntimeException error) {
            System.err.println(error);
            System.exit(1);
        }
    }
}
