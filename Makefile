# Each command is one call of tools/dev.py, which also works where there is no make.
# Arguments: make test ARGS="tests/unit -x"

ARGS =

.PHONY: setup start test test-local check bench docs pictures lock
setup start test test-local check bench docs pictures lock:
	@python3 tools/dev.py $@ $(ARGS)
