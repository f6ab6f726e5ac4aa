# Reads the output of dotnet test; -v code=STATUS is its exit status. A test program that dies counts as a failure, whatever it says.
/^Test run summary:/ { on = 1 }
on && $1 == "succeeded:" { passed = $2 }
on && ($1 == "failed:" || $1 == "error:") { failed += $2 }
END {
  if (code != 0 && failed == 0) failed = 1
  printf "%d passed, %d failed\n", passed, failed
  exit failed != 0 || passed == 0
}
