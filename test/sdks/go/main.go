// Prints who the profile in AWS_PROFILE is, once a line.
// Usage: whoami [CALLS [MILLISECONDS between two calls]]
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	if err := whoami(number(1, 1), number(2, 0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func whoami(calls, pause int) error {
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	client := sts.NewFromConfig(settings)
	for call := range calls {
		if call > 0 {
			time.Sleep(time.Duration(pause) * time.Millisecond)
		}
		answer, err := client.GetCallerIdentity(ctx, nil)
		if err != nil {
			return err
		}
		fmt.Println(*answer.Arn)
	}
	return nil
}

func number(index, otherwise int) int {
	if len(os.Args) <= index {
		return otherwise
	}
	value, err := strconv.Atoi(os.Args[index])
	if err != nil {
		panic(err)
	}
	return value
}
