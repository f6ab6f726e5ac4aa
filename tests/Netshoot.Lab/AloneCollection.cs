using Xunit;

namespace Netshoot.Lab;

/// <summary>Tests that look at what all labs of the machine share (the list of namespaces), and so run when no other does.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
