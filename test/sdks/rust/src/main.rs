//! Prints who the profile in AWS_PROFILE is, once a line.
//! Usage: whoami [CALLS [MILLISECONDS between two calls]]

use aws_sdk_sts::error::DisplayErrorContext;
use std::{process::ExitCode, time::Duration};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let settings = aws_config::from_env().http_client(http).load().await;
    let client = aws_sdk_sts::Client::new(&settings);
    for call in 0..number(1, 1) {
        if call > 0 {
            tokio::time::sleep(Duration::from_millis(number(2, 0))).await;
        }
        match client.get_caller_identity().send().await {
            Ok(answer) => println!("{}", answer.arn().unwrap_or_default()),
            Err(error) => {
                eprintln!("{}", DisplayErrorContext(error));
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn number(index: usize, otherwise: u64) -> u64 {
    match std::env::args().nth(index) {
        Some(word) => word.parse().expect("a number"),
        None => otherwise,
    }
}
