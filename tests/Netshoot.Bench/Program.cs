using Netshoot.Bench;

// Compares whole commands with the originals: interleaved runs, medians, ratios. Figures are told, never judged.
// Words behind the executable choose: only what has one of them in its name runs.
string executable = args.Length > 0 ? Path.GetFullPath(args[0]) : "out/netshoot";
if (!File.Exists(executable))
{
    Console.Error.WriteLine($"{executable}: no such file; 'make build' makes it");
    return 1;
}
using var place = new BenchNamespace();
Console.WriteLine($"{"what",-34}{"wall",9}{"cpu",9}   ours and theirs in seconds (medians)");
foreach (var comparison in Comparison.All(executable, place))
    if (comparison.IsAsked(args[1..])) comparison.Run();
return 0;
