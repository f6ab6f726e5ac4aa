using Netshoot.Fuzz;

// Feeds every parser with damaged input for a while: netshoot-fuzz [SECONDS [SEED]]. An input that throws is printed as hexadecimal, to
// become a seed of a test. Coverage-guided fuzzing can use the same targets.
// netshoot-fuzz packets DIRECTORY [MILLIONS [SEED]] feeds the dissectors with damaged packets of the capture files below a directory.
if (args is ["packets", var directory, ..])
{
    double millions = args.Length > 2 ? double.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 1;
    int packetSeed = args.Length > 3 ? int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture) : Environment.TickCount;
    var packets = new PacketTarget(directory);
    Console.WriteLine($"seed {packetSeed}, {packets.Packets} packets");
    var began = System.Diagnostics.Stopwatch.StartNew();
    long fed = 0;
    string? wrong = packets.Run(new Random(packetSeed), (long)(millions * 1_000_000), count => fed = count);
    Console.WriteLine($"{fed,12} inputs in {began.Elapsed.TotalSeconds:f0} s{(wrong is null ? "" : $"  FAILED: {wrong}")}");
    return wrong is null ? 0 : 1;
}
var time = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 10);
int seed = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : Environment.TickCount;
Console.WriteLine($"seed {seed}");
int failures = 0;
foreach (var target in FuzzTarget.All)
{
    var (inputs, failure) = target.Run(new Random(seed), time / FuzzTarget.All.Count);
    Console.WriteLine($"{target.Name,-16}{inputs,12} inputs{(failure is null ? "" : $"  FAILED: {failure}")}");
    if (failure is not null) failures++;
}
return failures;
