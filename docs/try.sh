# Small helpers for the examples of README.md and docs/. Source this file from the project's folder, in bash or zsh:
#
#   . docs/try.sh
#
# It sets API and KEY to the address (with /v1) and the first key of the local stack (`npm run local up`), and defines:
#
#   call <curl's arguments>                      curl with the key and a JSON content type; prints the answer and a newline
#   field <path>                                 reads JSON and prints one field: call $API/plans | field '.data[0].id'
#   until_is <value> <path> <curl's arguments>   asks every second until that field has that value, and prints the last answer;
#                                                gives up after two minutes, or PATIENCE seconds

if [ ! -f localstack/.run/outputs.json ]; then
  echo 'There is no local stack here: run `npm run local up` first, and source this file from the project'"'"'s folder.' >&2
  return 1
fi

API=$(node -p "JSON.parse(require('fs').readFileSync('localstack/.run/outputs.json', 'utf8')).apiUrl")/v1
KEY=$(node -p "JSON.parse(require('fs').readFileSync('localstack/.run/outputs.json', 'utf8')).adminKey")

call() {
  curl -sS -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' "$@" && echo
}

field() {
  node -e '
    const path = process.argv[1];
    const text = require("fs").readFileSync(0, "utf8");
    const fail = (reason) => {
      process.stderr.write(`field ${path}: ${reason}:\n${text}\n`);
      process.exit(1);
    };
    let value;
    try {
      value = JSON.parse(text);
    } catch {
      fail("this is not JSON");
    }
    for (const name of path.match(/[^.[\]]+/g) ?? []) {
      value = Array.isArray(value) ? value.at(Number(name)) : value?.[name];
    }
    if (value === undefined) fail("there is no such field in");
    process.stdout.write(`${typeof value === "string" ? value : JSON.stringify(value)}\n`);
  ' -- "$1"
}

until_is() {
  local wanted="$1" where="$2" found='' answer='' end=$((SECONDS + ${PATIENCE:-120}))
  shift 2
  while :; do
    answer=$(call "$@") || return 1
    found=$(printf '%s' "$answer" | field "$where" 2>/dev/null) || found='missing'
    if [ "$found" = "$wanted" ]; then
      printf '%s\n' "$answer"
      return 0
    fi
    if [ "$SECONDS" -ge "$end" ]; then
      printf 'until_is: it took too long: %s is not %s but %s in:\n%s\n' "$where" "$wanted" "$found" "$answer" >&2
      return 1
    fi
    sleep 1
  done
}
