using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Netshoot.Analyzers;

/// <summary>Turns registration attributes into switches of direct static calls; one <see cref="Registry"/> for each kind of thing.</summary>
[Generator]
public sealed class RegistryGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor s_taken = new(
        "NS0001", "Two declarations claim the same key", "{0} and {1} both claim {2}",
        "Netshoot.Registry", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (var registry in Registry.All) Register(context, registry);
    }

    private static void Register(IncrementalGeneratorInitializationContext context, Registry registry)
    {
        var entries = context.SyntaxProvider.ForAttributeWithMetadataName(registry.Attribute, static (_, _) => true, static (c, _) => Entry.ReadAll(c))
            .SelectMany(static (all, _) => all).Collect().WithTrackingName(registry.Name);
        context.RegisterSourceOutput(entries, (output, all) =>
        {
            // A project without such things gets no code: it may not even know the type that the code is a part of.
            if (all.IsEmpty) return;
            var sorted = all.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
            foreach (var clash in sorted.GroupBy(static e => e.Key).Where(static g => g.Count() > 1))
                output.ReportDiagnostic(Diagnostic.Create(s_taken, clash.Last().Where.ToLocation(), clash.First().Type, clash.Last().Type, clash.Key));
            output.AddSource($"{registry.Name}.g.cs", registry.Write(sorted));
        });
    }
}
