module github.com/ricochet1k/monty-go

go 1.25
