package main

import (
	"log"
	"net/http"
	"os"

	"mockpds/server"
)

func main() {
	p, err := server.New(server.Config{})
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(os.Args[1], p))
}
