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
string[] words = args.Length > 1 ? args[1..] : [];
foreach (var comparison in ThroughputComparison.All(executable, place))
    if (comparison.IsAsked(words)) comparison.Run();
// The others need 200,000 routes, 50,000 sockets and a million packets, which are made as they are reached.
if (words.Length > 0 && words.All(static word => word.StartsWith("iperf", StringComparison.OrdinalIgnoreCase))) return 0;
foreach (var comparison in Comparison.All(executable, place))
    if (comparison.IsAsked(words)) comparison.Run();
return 0;
