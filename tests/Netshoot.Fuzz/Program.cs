using Netshoot.Fuzz;

// Feeds every parser with damaged input for a while: netshoot-fuzz [SECONDS [SEED]]. An input that throws is printed as hexadecimal, to
// become a seed of a test. Coverage-guided fuzzing can use the same targets.
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
