using Netshoot.Wire;

namespace Netshoot.Host.Containers;

/// <summary>An engine that runs containers: Docker, or Podman through the same API.</summary>
public interface IContainerEngine
{
    /// <summary>Where it is asked, for messages: <c>unix:///var/run/docker.sock</c>.</summary>
    string Where { get; }

    /// <summary>The program that users speak to it with, for hints.</summary>
    string Client => Where.Contains("podman", StringComparison.Ordinal) ? "podman" : "docker";

    /// <summary>Every container, running or not, in the order of the names.</summary>
    /// <exception cref="Failure">The engine is not there, does not answer in time, answers nonsense, or may not be asked.</exception>
    ValueTask<IReadOnlyList<Container>> ContainersAsync(CancellationToken stop);

    /// <summary>Every network, in the order of the names.</summary>
    /// <exception cref="Failure">As for <see cref="ContainersAsync"/>.</exception>
    ValueTask<IReadOnlyList<ContainerNetwork>> NetworksAsync(CancellationToken stop);
}
