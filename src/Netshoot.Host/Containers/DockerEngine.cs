using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;
using Docker.DotNet.NativeHttp;
using Netshoot.Wire;

namespace Netshoot.Host.Containers;

/// <summary>Docker Engine over its HTTP API; Podman speaks it too. The only file that knows the client library.</summary>
public sealed class DockerEngine(Uri address, TimeProvider clock) : IContainerEngine, IDisposable
{
    // A healthy engine with fifty containers answers in a tenth of this.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Lazy<DockerClient> _client = new(() => Connect(address));

    public string Where => address.OriginalString;

    public ValueTask<IReadOnlyList<Container>> ContainersAsync(CancellationToken stop) => AskAsync<IReadOnlyList<Container>>(async (client, limit) =>
    {
        var listed = await client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, limit).ConfigureAwait(false);
        // The list lacks the process; each is asked for it, all at once.
        var inspected = await Task.WhenAll(listed.Select(c => InspectAsync(client, c, limit))).ConfigureAwait(false);
        return [.. inspected.OrderBy(static c => c.Name, StringComparer.Ordinal)];
    }, stop);

    public ValueTask<IReadOnlyList<ContainerNetwork>> NetworksAsync(CancellationToken stop) => AskAsync<IReadOnlyList<ContainerNetwork>>(async (client, limit) =>
    {
        var networks = await client.Networks.ListNetworksAsync(new NetworksListParameters(), limit).ConfigureAwait(false);
        return [.. networks.Select(Read).OrderBy(static n => n.Name, StringComparer.Ordinal)];
    }, stop);

    public void Dispose()
    {
        if (_client.IsValueCreated) _client.Value.Dispose();
    }

    private static DockerClient Connect(Uri address)
    {
        var credentials = new EngineCredentials(address, Environment.GetEnvironmentVariable);
        var builder = new DockerClientBuilder().WithEndpoint(address).WithAuthProvider(credentials);
        // For TLS the platform's own handler: the library's older one knows neither TLS 1.3 nor our certificates.
        return credentials.TlsEnabled ? builder.WithTransportOptions(new NativeHttpTransportOptions()).Build() : builder.Build();
    }

    private static async Task<Container> InspectAsync(DockerClient client, ContainerListResponse listed, CancellationToken stop)
    {
        try
        {
            return Read(listed, await client.Containers.InspectContainerAsync(listed.ID, stop).ConfigureAwait(false));
        }
        catch (DockerContainerNotFoundException)
        {
            // It was removed in between.
            return Read(listed, null);
        }
    }

    private static Container Read(ContainerListResponse listed, ContainerInspectResponse? inspected)
    {
        var labels = listed.Labels ?? new Dictionary<string, string>();
        var endpoints = inspected?.NetworkSettings?.Networks ?? listed.NetworkSettings?.Networks;
        return new()
        {
            Id = listed.ID ?? "",
            // A container may have several names, the links to it among them: its own has one slash only.
            Name = (listed.Names ?? []).Select(static n => n.TrimStart('/')).FirstOrDefault(static n => !n.Contains('/', StringComparison.Ordinal)) ?? listed.ID ?? "",
            Image = listed.Image ?? "",
            State = inspected is null ? "removed" : listed.State ?? "",
            ProcessId = (int)Math.Clamp(inspected?.State?.Pid ?? 0, 0, int.MaxValue),
            SandboxPath = inspected?.NetworkSettings?.SandboxKey ?? "",
            NetworkMode = listed.HostConfig?.NetworkMode ?? "",
            Endpoints = [.. (endpoints ?? new Dictionary<string, EndpointSettings>()).Select(static e => Read(e.Key, e.Value))],
            Ports = [.. (listed.Ports ?? []).Where(static p => p.PublicPort is > 0).Select(Read).Distinct()],
            ComposeProject = Label("com.docker.compose.project"),
            ComposeService = Label("com.docker.compose.service"),
            SwarmService = Label("com.docker.swarm.service.name"),
            SwarmTask = Label("com.docker.swarm.task.name"),
        };

        string? Label(string key) => labels.TryGetValue(key, out string? value) ? value : null;
    }

    private static ContainerEndpoint Read(string network, EndpointSettings e) => new(
        network, e.NetworkID ?? "", Prefix(e.IPAddress, e.IPPrefixLen), Prefix(e.GlobalIPv6Address, e.GlobalIPv6PrefixLen),
        MacAddress.TryParse(e.MacAddress, out var mac) ? mac : null, InternetAddress.TryParse(e.Gateway, out var gateway) ? gateway : null, [.. e.Aliases ?? []]);

    private static InternetPrefix? Prefix(string? address, long length)
        => InternetAddress.TryParse(address, out var parsed) ? new(parsed, (int)Math.Clamp(length, 0, parsed.Bits)) : null;

    private static PublishedPort Read(PortSummary port)
        => new(InternetAddress.TryParse(port.IP, out var address) && !address.IsAny ? address : null, port.PublicPort ?? 0, port.PrivatePort, port.Type ?? "tcp");

    private static ContainerNetwork Read(NetworkResponse network) => new()
    {
        Id = network.ID ?? "",
        Name = network.Name ?? "",
        Driver = network.Driver ?? "",
        Scope = network.Scope ?? "",
        IsInternal = network.Internal,
        Subnets = [.. (network.IPAM?.Config ?? []).Where(static c => InternetPrefix.TryParse(c.Subnet, out _)).Select(static c => InternetPrefix.TryParse(c.Subnet, out var p) ? p : default)],
        Gateways = [.. (network.IPAM?.Config ?? []).Where(static c => InternetAddress.TryParse(c.Gateway, out _)).Select(static c => InternetAddress.TryParse(c.Gateway, out var a) ? a : default)],
        Options = new Dictionary<string, string>(network.Options ?? new Dictionary<string, string>()),
    };

    /// <summary>Asks with a limit in time, and turns what the library throws into words: its own messages name neither the subject nor the reason.</summary>
    private async ValueTask<T> AskAsync<T>(Func<DockerClient, CancellationToken, Task<T>> question, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(s_patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            // The library waits in places where it does not look at the token.
            return await question(_client.Value, both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (limit.IsCancellationRequested)
        {
            throw new Failure(Where, string.Create(CultureInfo.InvariantCulture, $"the container engine did not answer within {s_patience.TotalSeconds} s"), "is dockerd healthy? its log says more (journalctl -u docker)", cause: e);
        }
        catch (Exception e) when (e is not (Failure or OutOfMemoryException))
        {
            throw Explain(e);
        }
    }

    private Failure Explain(Exception e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return new(Where, "Permission denied", "run as root, or as a member of the group that owns the socket (usually docker)", cause: e);
                case SocketException socket:
                    return new(Where, $"the container engine cannot be reached: {socket.Message}", "is it running? DOCKER_HOST names another address", cause: e);
                case JsonException:
                    return new(Where, "what answers is no container engine: its reply is not JSON", "DOCKER_HOST names another address", cause: e);
                case DockerApiException api:
                    return new(Where, $"the container engine refuses: {(int)api.StatusCode} {api.ResponseBody?.Trim()}", cause: e);
            }
        }
        return new(Where, $"the container engine cannot be asked: {(e.InnerException ?? e).Message}", "DOCKER_HOST names another address", cause: e);
    }
}
