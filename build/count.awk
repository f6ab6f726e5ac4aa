# Reads the output of dotnet test; -v code=STATUS is its exit status. A test program that dies counts as a failure, whatever it says.
# What failed comes again just before the last line, cut short, where a reader of the end of a long log finds it.
$1 == "failed" && $2 ~ /^Netshoot\./ { said[++count] = $0; left = 12; next }
/^    at / { left = 0 }
left-- > 0 && $1 != "from" { said[count] = said[count] "\n" substr($0, 1, 200) }
/^Test run summary:/ { on = 1 }
on && $1 == "succeeded:" { passed = $2 }
on && ($1 == "failed:" || $1 == "error:") { failed += $2 }
END {
  if (code != 0 && failed == 0) failed = 1
  for (i = 1; i <= count; i++) print said[i]
  printf "%d passed, %d failed\n", passed, failed
  exit failed != 0 || passed == 0
}
