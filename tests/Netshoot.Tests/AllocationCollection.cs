using Xunit;

namespace Netshoot.Tests;

/// <summary>
/// Tests that count what a thread allocates, which run when no other does: a collection of garbage that another thread causes is charged
/// to this one in part.
/// </summary>
[CollectionDefinition(nameof(AllocationCollection), DisableParallelization = true)]
public sealed class AllocationCollection;
