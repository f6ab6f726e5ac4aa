using System.Collections.Immutable;

namespace Netshoot.Analyzers;

/// <summary>One kind of thing that registers itself with an attribute, and the code that its registrations become.</summary>
internal abstract class Registry
{
    public static readonly Registry[] All = [new AppletRegistry(), new DissectsRegistry(), new RdataRegistry()];

    /// <summary>Names the generated file.</summary>
    public abstract string Name { get; }

    /// <summary>The full name of the attribute's class.</summary>
    public abstract string Attribute { get; }

    /// <param name="sorted">Every registration of the project, in the order of its keys; never none.</param>
    public abstract string Write(ImmutableArray<Entry> sorted);
}
