// Command generated steers a mock PDS by the client that oapi-codegen makes from the description
// of its control API. It takes the URL of the server.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"mockpds/e2e/generated/control"
)

func main() {
	if err := steer(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func steer(ctx context.Context, url string) error {
	client, err := control.NewClientWithResponses(url + "/_mock")
	if err != nil {
		return err
	}
	limit := int64(3)
	accounts, err := client.AccountsWithResponse(ctx, &control.AccountsParams{Limit: &limit})
	if err != nil || accounts.JSON200 == nil || len(*accounts.JSON200) != 3 {
		return fmt.Errorf("accounts: %w, %s", err, accounts.Body)
	}
	method, drop := "refreshSession", control.After
	added, err := client.AddFaultWithResponse(ctx, control.AddFaultJSONRequestBody{
		Match: &control.FixtureFaultMatch{Method: &method}, Effect: control.FixtureFaultEffect{Drop: &drop},
	})
	if err != nil || added.JSON200 == nil || added.JSON200.Effect.Drop == nil {
		return fmt.Errorf("addFault: %w, %s", err, added.Body)
	}
	wrong, err := client.AddFaultWithResponse(ctx, control.AddFaultJSONRequestBody{})
	if err != nil || wrong.StatusCode() != http.StatusBadRequest || wrong.JSONDefault == nil || len(*wrong.JSONDefault.Mistakes) != 1 {
		return fmt.Errorf("a fault without an effect: %w, %s", err, wrong.Body)
	}
	reset, err := client.ResetWithResponse(ctx)
	if err != nil || reset.JSON200 == nil || reset.JSON200.Accounts != 13 {
		return fmt.Errorf("reset: %w, %s", err, reset.Body)
	}
	return nil
}
